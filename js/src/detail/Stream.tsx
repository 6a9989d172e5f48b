/** One call as it arrives: what failed before, what the model thinks, and what it says. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { plural, tail } from "../format.ts";
import { Press } from "../review/Press.tsx";
import { purposeOf, readable, thinks } from "../store/status.ts";
import { useSlice, useView } from "../view.ts";
import { useFollowing } from "./following.ts";
import { ROOM, Wrong } from "./Words.tsx";

/** Characters of a thought that stand beside its fold. */
const GLANCE = 60;

interface GrowingProps {
  text: ReadonlySignal<string>;
  several: boolean;
  label: string;
}

/** A text that grows, with a way to its end for who scrolled up. */
function Growing({ text, several, label }: GrowingProps) {
  const box = useRef<HTMLDivElement>(null);
  const { follows, newest } = useFollowing(box, text);
  const end = useComputed(() => tail(text.value, ROOM));
  return (
    <div class="tgw-growing">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        class="tgw-words tgw-stream-whole"
        data-whole={true}
        data-several={several}
        ref={box}
        dir="auto"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
        tabIndex={0}
        role="group"
        aria-label={label}
        aria-busy="true"
      >
        {end}
      </div>
      {!follows.value && (
        <Press called="newest" class="tgw-button tgw-newest" shape="newest" press={newest}>
          Newest
        </Press>
      )}
    </div>
  );
}

/** What the model thought so far, folded: it is not what it said. */
function Thinking({ id }: { id: string }) {
  const { shown } = useView();
  const thought = useComputed(() => shown.value.calls.get(id)?.reasoning ?? "");
  const glance = useComputed(() => tail(thought.value, GLANCE).replace(/\s+/g, " "));
  const size = useComputed(() => plural(thought.value.length, "character"));
  const now = useSlice((state, key) => {
    const call = state.calls.get(key);
    return call !== undefined && thinks(call);
  }, id);
  const any = useComputed(() => thought.value !== "");
  if (!any.value) return null;
  return (
    <details class="tgw-thinking" data-now={now}>
      <summary>
        <span>{now ? "thinking…" : "thought"}</span>
        <span class="tgw-thinking-glance" dir="auto">
          {now ? glance : size}
        </span>
      </summary>
      <Growing text={thought} several={true} label="What the model thinks" />
    </details>
  );
}

export function Stream({ id, several }: { id: string; several: boolean }) {
  const { shown } = useView();
  const text = useComputed(() => {
    const call = shown.value.calls.get(id);
    return call ? readable(call) : "";
  });
  const { purpose, attempts } = useSlice((state, key) => {
    const call = state.calls.get(key);
    return { purpose: call && purposeOf(state, call), attempts: call?.attempts ?? [] };
  }, id);
  return (
    <section class="tgw-streaming">
      <h4 class="tgw-label tgw-saying">{purpose}</h4>
      <Wrong lines={attempts} />
      <Thinking id={id} />
      <Growing text={text} several={several} label={`${purpose}, arriving`} />
    </section>
  );
}
