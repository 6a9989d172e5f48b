/** Behind the last item: what was answered, and how it gets back to whoever made the page. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CopyButton } from "../detail/CopyButton.tsx";
import { save } from "../export/files.ts";
import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { useAnswers } from "./context.ts";
import { load, nameOf, saidCount, written } from "./file.ts";
import { WORDS } from "./words.ts";

/** How many were answered in which way, in words. */
function useCounts(): string {
  const answers = useAnswers();
  const counts = new Map<string, number>();
  for (const item of answers.document.items) {
    const done = WORDS[item.kind].done[answers.of(item).action].toLowerCase();
    counts.set(done, (counts.get(done) ?? 0) + 1);
  }
  return [...counts].map(([done, count]) => `${count} ${done}`).join(", ");
}

function Loading() {
  const answers = useAnswers();
  const input = useRef<HTMLInputElement>(null);
  const said = useSignal("");
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    said.value = load(answers, await file.text());
  };
  return (
    <>
      <button
        type="button"
        class="tgw-quiet"
        data-action="load"
        onClick={() => input.current?.click()}
      >
        <Icon name="open" />
        Load answers that were saved…
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden={true}
        aria-label="A file of answers"
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <p class="tgw-muted" role="status">
        {said.value}
      </p>
    </>
  );
}

export function Finish() {
  const answers = useAnswers();
  const section = useRef<HTMLElement>(null);
  const nameless = useSignal(false);
  const { length } = answers.document.items;
  const open = length - answers.decided.value;
  const some = saidCount(answers) > 0;
  const name = nameOf(answers);
  const counts = useCounts();
  useLayoutEffect(() => {
    if (answers.all.value.size > 0) section.current?.focus({ preventScroll: true });
    scrollTo?.({ top: 0 });
  }, [answers]);
  const file = () => {
    if (!some) return;
    nameless.value = answers.who.value.trim() === "";
    if (nameless.value) {
      document.querySelector<HTMLElement>("#tgw-who")?.focus();
      return;
    }
    save(written(answers), name);
    answers.saved.value = true;
  };
  return (
    <section ref={section} class="tgw-review tgw-finish" tabIndex={-1} aria-label="Your answers">
      <h2 class="tgw-item-role">
        {open === 0 ? "That was all of it" : `${plural(open, "text")} still to decide`}
      </h2>
      <p class="tgw-muted">{counts}</p>
      <p class="tgw-finish-how">
        Save your answers, and send the file back to the person who gave you this page. You can do
        so before all is decided, and again later.
      </p>
      {nameless.value && answers.who.value.trim() === "" && (
        <p class="tgw-finish-name" role="alert">
          <Icon name="warning" />
          Say who you are first: your name goes with your answers.
        </p>
      )}
      <div class="tgw-finish-ways">
        <button
          type="button"
          class={answers.saved.value ? "tgw-button" : "tgw-button tgw-asked"}
          data-action="save"
          aria-disabled={!some}
          onClick={file}
        >
          <Icon name={answers.saved.value ? "done" : "save"} />
          {answers.saved.value ? "Save again" : "Save my answers"}
        </button>
        {some && answers.who.value.trim() !== "" && (
          <CopyButton text={written(answers)} what="my answers, as text" />
        )}
        {open > 0 && (
          <button type="button" class="tgw-quiet" onClick={() => answers.onward()}>
            Go on deciding
          </button>
        )}
      </div>
      <p role="status" class="tgw-finish-saved">
        {answers.saved.value ? `${name} is with your browser, in its downloads.` : ""}
      </p>
      <div class="tgw-finish-load">
        <Loading />
      </div>
    </section>
  );
}
