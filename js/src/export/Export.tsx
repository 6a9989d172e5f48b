/** The run as a file, for who has no kernel: a page, a report, its log. */

import { useSignal } from "@preact/signals";
import { Popover } from "../header/Popover.tsx";
import { Icon } from "../icons.tsx";
import { Press } from "../review/Press.tsx";
import { useLive, useView } from "../view.ts";
import { type Form, fileName, made, save } from "./files.ts";

const FORMS: readonly (readonly [Form, title: string, what: string])[] = [
  ["page", "Page", "all of it with its history, for any browser"],
  ["report", "Report", "decisions and texts, in Markdown"],
  ["review", "For a reviewer", "a page to decide on, without Python; it comes back as a file"],
  ["log", "Log", "every event, in lines of JSON"],
];

function Forms() {
  const { session } = useView();
  const name = useLive((state) => state.run?.name ?? "");
  const busy = useSignal<Form | null>(null);
  const done = useSignal("");
  const take = async (form: Form) => {
    if (busy.value) return;
    busy.value = form;
    done.value = "";
    const text = await made(session, form);
    busy.value = null;
    if (text === null) return;
    save(text, fileName(name, form));
    done.value = `${fileName(name, form)} is with your browser.`;
  };
  return (
    <div class="tgw-export">
      {FORMS.filter(([form]) => session.kernel || form === "log").map(([form, title, what]) => (
        <Press
          key={form}
          look="quiet"
          data-export={form}
          off={busy.value !== null}
          press={() => take(form)}
        >
          <strong>{busy.value === form ? "Making it…" : title}</strong>
          <span>{what}</span>
        </Press>
      ))}
      <p class="tgw-muted" role="status">
        {done.value}
      </p>
      {session.kernel && (
        <p class="tgw-muted">
          Does your notebook block downloads? Call{" "}
          <code>{`run.to_html("${fileName(name, "page")}")`}</code>
        </p>
      )}
    </div>
  );
}

/** The button in the header, and its sheet. */
export function ExportButton() {
  return (
    <Popover face={<Icon name="save" />} label="Export" class="tgw-quiet" action="export">
      {() => <Forms />}
    </Popover>
  );
}
