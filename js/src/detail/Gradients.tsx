/** Every gradient on a card, with where it came from. */

import { useSlice } from "../view.ts";
import { CopyButton } from "./CopyButton.tsx";
import { Source } from "./Origin.tsx";
import { Words } from "./Words.tsx";

export function Gradients({ id }: { id: string }) {
  const gradients = useSlice((state, key) => state.cards.get(key)?.gradients, id) ?? [];
  const all = useSlice((state) => state.gradients);
  if (gradients.length === 0) return null;
  return (
    <section>
      <h4 class="tgw-label">gradients</h4>
      {gradients.map((key, place) => {
        const { author, via = "", text = "" } = all.get(key) ?? {};
        const human = author === "human";
        return (
          <div key={key} class="tgw-gradient" data-author={author}>
            <div class="tgw-part-head">
              <span class="tgw-via">
                {human ? "from a person" : via === "" ? "from the model" : "from "}
                {human && via !== "" && " through "}
                {via !== "" && <Source node={via} card={id} />}
              </span>
              <CopyButton text={text} what={`gradient ${place + 1}`} />
            </div>
            <Words text={text} />
          </div>
        );
      })}
    </section>
  );
}
