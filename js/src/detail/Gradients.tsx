/** Every gradient on a card, with where it came from. */

import type { GradientState } from "../store/state.ts";
import { useReading } from "../text/reading.tsx";
import { useSlice } from "../view.ts";
import { CopyButton } from "./CopyButton.tsx";
import { Source } from "./Origin.tsx";
import { Words } from "./Words.tsx";

interface Props {
  gradient: GradientState;
  place: number;
  /** The card that it lies on. */
  card: string;
}

function Gradient({ gradient: { author, via, text }, place, card }: Props) {
  const what = `gradient ${place + 1}`;
  const { formatted, button } = useReading(text, "prose", what);
  const human = author === "human";
  return (
    <div class="tgw-gradient" data-author={author}>
      <div class="tgw-part-head">
        <span class="tgw-via">
          {human ? "from a person" : via === "" ? "from the model" : "from "}
          {human && via !== "" && " through "}
          {via !== "" && <Source node={via} card={card} />}
        </span>
        <span class="tgw-part-buttons">
          {button}
          <CopyButton text={text} what={what} />
        </span>
      </div>
      <Words text={text} formatted={formatted} />
    </div>
  );
}

export function Gradients({ id }: { id: string }) {
  const gradients = useSlice((state, key) => state.cards.get(key)?.gradients, id) ?? [];
  const all = useSlice((state) => state.gradients);
  if (gradients.length === 0) return null;
  return (
    <section>
      <h4 class="tgw-label">gradients</h4>
      {gradients.map((key, place) => {
        const gradient = all.get(key);
        return gradient && <Gradient key={key} gradient={gradient} place={place} card={id} />;
      })}
    </section>
  );
}
