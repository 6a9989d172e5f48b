/** Every gradient on a card. */

import { Gradient } from "../gradients/Gradient.tsx";
import { useSlice } from "../view.ts";

/** `open` tells whether they can be changed. */
export function Gradients({ id, open }: { id: string; open: boolean }) {
  const gradients = useSlice((state, key) => state.cards.get(key)?.gradients, id) ?? [];
  const all = useSlice((state) => state.gradients);
  let regions = 0;
  return gradients.map((key, place) => {
    const gradient = all.get(key);
    if (!gradient) return null;
    if (gradient.region) regions += 1;
    const number = gradient.region ? regions : 0;
    const what = { gradient, place, card: id, number, open };
    return <Gradient key={key} {...what} />;
  });
}
