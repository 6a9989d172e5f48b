/** Every gradient on a card, with where it came from. */

import { spoken } from "../picture/regions.ts";
import type { GradientState } from "../store/state.ts";
import { useReading } from "../text/reading.tsx";
import { useSlice, useView } from "../view.ts";
import { CopyButton } from "./CopyButton.tsx";
import { Source } from "./Origin.tsx";
import { Words } from "./Words.tsx";

interface Props {
  gradient: GradientState;
  place: number;
  /** The card that it lies on. */
  card: string;
  /** Which of the marked regions it is about, from 1; 0 where it is about none. */
  number: number;
}

function Gradient({ gradient, place, card, number }: Props) {
  const { author, via, text, region, by } = gradient;
  const { session } = useView();
  const what = `gradient ${place + 1}`;
  const { formatted, button } = useReading(text, "prose", what);
  const human = author === "human";
  return (
    <div class="tgw-gradient" data-author={author}>
      <div class="tgw-part-head">
        <span class="tgw-via">
          {human
            ? by === session.client
              ? "from you"
              : "from a person"
            : via === ""
              ? "from the model"
              : "from "}
          {human && via !== "" && " through "}
          {via !== "" && <Source node={via} card={card} />}
          {region !== null && (
            <span class="tgw-muted">{` region ${number}: ${spoken(region)}`}</span>
          )}
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
  let regions = 0;
  return gradients.map((key, place) => {
    const gradient = all.get(key);
    if (gradient === undefined) return null;
    if (gradient.region !== null) regions += 1;
    const number = gradient.region === null ? 0 : regions;
    return <Gradient key={key} gradient={gradient} place={place} card={id} number={number} />;
  });
}
