import { Icon } from "../icons.tsx";
import { iconOf } from "../store/face.ts";
import { usePart, useView } from "../view.ts";
import { type Count, tally } from "./tally.ts";

/** How these cards stand, each time the same object until it changes. */
export function useTally(keys: readonly string[]): readonly Count[] {
  const { settled } = useView().finding;
  // As a string it compares.
  return JSON.parse(usePart(settled, (state, all) => JSON.stringify(tally(state, all)), keys));
}

/** "20 × answer, 5 done, 2 running" */
export function spoken(name: string, counts: readonly Count[]): string {
  return [name, ...counts.map(({ count, word }) => `${count} ${word}`)].join(", ");
}

/** How many of some cards stand how, in words. */
export function Counts({ counts }: { counts: readonly Count[] }) {
  return (
    <ul class="tgw-counts">
      {counts.map(({ status, word, count }) => (
        <li key={word} data-status={status}>
          <Icon name={iconOf(status, word)} />
          {`${count} ${word}`}
        </li>
      ))}
    </ul>
  );
}
