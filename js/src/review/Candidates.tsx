/** The texts to choose from, side by side in figures; the chosen one is shown below them. */

import { useRef } from "preact/hooks";
import { dollars, figure, plural, short } from "../format.ts";
import { Icon } from "../icons.tsx";
import type { Candidate } from "../protocol.ts";

/** What an arrow key does to the place that is chosen. */
const MOVES: Readonly<Record<string, (place: number, count: number) => number>> = {
  ArrowRight: (place, count) => (place + 1) % count,
  ArrowDown: (place, count) => (place + 1) % count,
  ArrowLeft: (place, count) => (place + count - 1) % count,
  ArrowUp: (place, count) => (place + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** What a candidate is, for those who hear it. */
function described({ score, tokens, cost, broken }: Candidate, place: number): string {
  return [
    `Candidate ${place + 1}`,
    score === null ? "" : `score ${figure(score)}`,
    `about ${plural(tokens, "token")}`,
    cost === null ? "" : dollars(cost),
    broken.length === 0 ? "" : `breaks ${plural(broken.length, "constraint")}`,
  ]
    .filter((word) => word !== "")
    .join(", ");
}

interface Props {
  candidates: readonly Candidate[];
  chosen: number;
  choose: (place: number) => void;
}

export function Candidates({ candidates, chosen, choose }: Props) {
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const next = MOVES[event.key]?.(chosen, candidates.length);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(next);
    group.current?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  return (
    <div class="tgw-candidates" role="radiogroup" aria-label="Candidates" ref={group}>
      {candidates.map((candidate, place) => (
        // biome-ignore lint/a11y/useSemanticElements: letters typed on an input are not ours to read
        <button
          type="button"
          key={place}
          role="radio"
          class="tgw-candidate"
          data-candidate={place}
          data-broken={candidate.broken.length > 0}
          aria-checked={place === chosen}
          aria-label={described(candidate, place)}
          title={described(candidate, place)}
          aria-keyshortcuts={place < 9 ? String(place + 1) : undefined}
          tabIndex={place === chosen ? 0 : -1}
          onClick={() => choose(place)}
          onKeyDown={move}
        >
          <span class="tgw-candidate-head">
            <kbd>{place + 1}</kbd>
            {candidate.score !== null && <strong>{figure(candidate.score)}</strong>}
            {candidate.broken.length > 0 && <Icon name="warning" />}
          </span>
          <span class="tgw-candidate-facts">
            <span>{`≈ ${short(candidate.tokens)} tokens`}</span>
            {candidate.cost !== null && <span>{dollars(candidate.cost)}</span>}
          </span>
        </button>
      ))}
    </div>
  );
}
