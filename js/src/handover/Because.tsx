/** Why it was proposed: the criticism that led to it, folded after a few lines. */

import { useSignal } from "@preact/signals";
import type { Item } from "./document.ts";
import { Prose } from "./Prose.tsx";

/** Characters that fit into the lines shown at first. */
const SHORT = 320;

export function Because({ because, keeps }: Pick<Item, "because" | "keeps">) {
  const open = useSignal(false);
  const length = because.reduce((sum, { text }) => sum + text.length, 0);
  const long = because.length > 2 || length > SHORT;
  const whole = open.value || !long;
  return (
    <>
      {because.length > 0 && (
        <div class="tgw-because" data-open={whole}>
          <span class="tgw-label">because</span>
          <ul>
            {because.map(({ source, text }, place) => (
              <li key={place}>
                {source !== "" && <span class="tgw-via">{`from ${source}: `}</span>}
                {whole ? <Prose text={text} /> : <span dir="auto">{text}</span>}
              </li>
            ))}
          </ul>
          {long && (
            <button
              type="button"
              class="tgw-link"
              aria-expanded={open.value}
              onClick={() => {
                open.value = !open.value;
              }}
            >
              {open.value ? "less" : "more"}
            </button>
          )}
        </div>
      )}
      {keeps.length > 0 && (
        <div class="tgw-because" data-open={true}>
          <span class="tgw-label">it must keep to</span>
          <ul>
            {keeps.map((words, place) => (
              <li key={place} dir="auto">
                {words}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
