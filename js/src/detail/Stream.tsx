/** The text of one call as it arrives; stays at its end unless the person scrolled up. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { purposeOf, readable } from "../store/status.ts";
import { useSlice, useView } from "../view.ts";

export function Stream({ id, several }: { id: string; several: boolean }) {
  const { shown } = useView();
  const box = useRef<HTMLDivElement>(null);
  const text = useComputed(() => {
    const call = shown.value.calls.get(id);
    return call === undefined ? "" : readable(call) || call.attempts.at(-1) || call.reasoning;
  });
  const purpose = useSlice((state, key) => {
    const call = state.calls.get(key);
    return call === undefined ? "" : purposeOf(state, call);
  }, id);
  useLayoutEffect(() => {
    let follows = true;
    const el = box.current;
    if (el === null) return undefined;
    const scrolled = () => {
      follows = el.scrollHeight - el.scrollTop - el.clientHeight < 24;
    };
    el.addEventListener("scroll", scrolled, { passive: true });
    const stop = text.subscribe(() => {
      if (follows) queueMicrotask(() => el.scrollTo?.({ top: el.scrollHeight }));
    });
    return () => {
      stop();
      el.removeEventListener("scroll", scrolled);
    };
  }, [text]);
  return (
    <section>
      <h4 class="tgw-label tgw-saying">{purpose}</h4>
      <div
        class="tgw-words tgw-stream-whole"
        data-several={several}
        ref={box}
        dir="auto"
        aria-busy="true"
      >
        {text}
      </div>
    </section>
  );
}
