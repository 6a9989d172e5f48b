import { afterEach, describe, expect, it } from "vitest";
import { asking, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
afterEach(() => page.close());

const open = async (script: Script) => {
  page = new Opened();
  return page.tell(script);
};
const running = () =>
  new Script().add("RunStarted").add("StepsPlanned").add("PhaseChanged").add("NodeAdded");
const text = (selector: string) => page.find(selector).textContent;

describe("pause", () => {
  it("is asked for, and then Resume is", async () => {
    const script = running().add("CallStarted");
    await open(script);
    page.find("[data-action=pause]").click();
    expect(page.model.sent.at(-1)).toMatchObject({ type: "Pause" });
    page.model.answer("Pause");
    script.add("Paused");
    await page.tell(script, script.events.length);
    expect(page.find(".tgw").dataset["runState"]).toBe("paused");
    expect([text(".tgw-phase"), text(".tgw-calls")]).toEqual(["paused", "1 call still ending"]);
    page.find("[data-action=resume]").click();
    expect(page.model.sent.at(-1)).toMatchObject({ type: "Resume" });
    page.model.answer("Resume");
    script.add("Resumed");
    await page.tell(script, script.events.length);
    expect(page.find(".tgw").dataset["runState"]).toBe("running");
    expect(page.find("[data-action=pause]").textContent).toBe("Pause");
  });

  it("does not count who waits for its end among what is in flight, until it ends", async () => {
    const waits = { attempt: 0, wait: 0, reason: "the run is paused", discard: false };
    const script = running().add("CallStarted").add("Paused").add("CallRetrying", waits);
    await open(script);
    expect(text(".tgw-calls")).toBe("");
    await page.tell(script.add("Resumed"), script.events.length);
    expect(text(".tgw-calls")).toBe("1 call");
  });

  it("leaves the question the brightest, and it can be answered", async () => {
    await open(asking().add("Paused"));
    expect([text(".tgw-phase"), text(".tgw-calls")]).toEqual(["your turn", "paused"]);
    expect(page.find("[data-action=resume]").className).not.toContain("tgw-asked");
    page.key("a");
    expect(page.model.sent.at(-1)).toMatchObject({ type: "Decide", action: "accept" });
  });

  it.each([
    ["program", "", "Stopped by the program."],
    ["page-2", "Ana", "Stopped by Ana."],
    ["page-2", "", "Stopped in another tab."],
  ])("is over with the run, which tells who stopped it: %s %s", async (by, who, told) => {
    await open(running().add("Paused").add("RunEnded", { outcome: "stopped", by, who }));
    expect(text(".tgw-ending")).toBe(told);
    expect(page.find<HTMLButtonElement>("[data-action=pause]").disabled).toBe(true);
    expect(text(".tgw-phase")).toBe("stopped");
  });
});

describe("the header", () => {
  it("tells which step it is, of how many", async () => {
    await open(running());
    expect(text(".tgw-step")).toBe("step 1 of 3");
  });

  it("has a bar that is read aloud", async () => {
    await open(running().add("CallStarted"));
    const bar = page.find("[role=progressbar]");
    expect(bar.getAttribute("aria-valuetext")).toContain("step 1, forward, 1 call");
    expect(bar.hasAttribute("aria-valuenow")).toBe(false);
  });

  it("tells what the cache saved", async () => {
    await open(running().add("CallStarted").add("CallFinished", { cached: true, saved: 0.12 }));
    expect(text(".tgw-cache")).toBe("1 from the cache, saved $0.12");
  });

  it("keeps everything in the sheet behind the cost", async () => {
    await open(running().add("BudgetSet").add("CallStarted").add("CallFinished").add("Paused"));
    expect(page.el.querySelector(".tgw-run-facts")).toBeNull();
    page.find("[data-action=details]").click();
    await drawn();
    const facts = text(".tgw-run-facts") ?? "";
    for (const fact of ["steps1 of 3", "model", "tokens15", "cost$0.0100", "by another tab"]) {
      expect(facts).toContain(fact);
    }
    expect(page.find("[data-action=details]").getAttribute("aria-expanded")).toBe("true");
  });
});
