/** At the top: what this is, who answers, and how far it is. */

import { useSignal } from "@preact/signals";
import { Icon } from "../icons.tsx";
import { END } from "./answers.ts";
import { useAnswers } from "./context.ts";

function Progress() {
  const answers = useAnswers();
  const { length } = answers.document.items;
  const done = answers.decided.value;
  const words = `${done} of ${length} decided`;
  return (
    <div class="tgw-decided">
      <span>{words}</span>
      <progress value={done} max={length} aria-label={words} />
    </div>
  );
}

function Who() {
  const answers = useAnswers();
  const asked = useSignal(answers.who.value === "");
  if (!asked.value) {
    return (
      <span class="tgw-who">
        <span class="tgw-muted">as</span> <span dir="auto">{answers.who.value}</span>{" "}
        <button
          type="button"
          class="tgw-link"
          aria-label="Change my name"
          onClick={() => {
            asked.value = true;
          }}
        >
          change
        </button>
      </span>
    );
  }
  const done = () => {
    if (answers.who.value.trim() !== "") asked.value = false;
  };
  return (
    <span class="tgw-who">
      <label for="tgw-who">Your name</label>
      <input
        id="tgw-who"
        type="text"
        dir="auto"
        maxLength={100}
        autocomplete="name"
        value={answers.who.value}
        onInput={(event) => {
          answers.who.value = event.currentTarget.value;
          answers.saved.value = false;
        }}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.isComposing) done();
        }}
      />
    </span>
  );
}

function ToEnd() {
  const answers = useAnswers();
  const due = answers.decided.value === answers.document.items.length && !answers.saved.value;
  return (
    <button
      type="button"
      class={due ? "tgw-button tgw-asked" : "tgw-button"}
      data-action="finish"
      onClick={() => answers.go(END)}
    >
      <Icon name="save" />
      Save my answers
    </button>
  );
}

export function Head({ help }: { help: () => void }) {
  const answers = useAnswers();
  const { items, run } = answers.document;
  const kind = items[0]?.kind;
  const asks =
    kind === "question"
      ? "Shall the new texts replace the old ones?"
      : kind === "change"
        ? "Shall these changes stay?"
        : "What do you think of these texts?";
  return (
    <header class="tgw-handover-head">
      <div class="tgw-handover-title">
        <h1 dir="auto">{run}</h1>
        {items.length > 0 && <p class="tgw-muted">{asks}</p>}
      </div>
      {items.length > 0 && (
        <div class="tgw-handover-tools">
          <Who />
          <Progress />
          {answers.at.value !== END && <ToEnd />}
          <button
            type="button"
            class="tgw-quiet"
            aria-label="Keys"
            title="Keys"
            aria-keyshortcuts="?"
            onClick={help}
          >
            <kbd>?</kbd>
          </button>
        </div>
      )}
      {answers.forgetful.value && (
        <p class="tgw-message">
          <Icon name="warning" />
          <span>
            Your browser keeps nothing for this page: save your answers before you close it.
          </span>
        </p>
      )}
    </header>
  );
}
