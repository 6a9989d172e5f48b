/** The texts to choose from, side by side in figures; the chosen one is shown below them. */

import { dollars, figure, listed, plural, short } from "../format.ts";
import { Icon } from "../icons.tsx";
import type { Candidate } from "../protocol.ts";
import { Muted } from "../text/Muted.tsx";
import { rove } from "./roving.ts";

/** What a candidate is, for those who hear it. */
function described({ score, tokens, cost, broken }: Candidate, place: number): string {
  return listed([
    `Candidate ${place + 1}`,
    score === null ? "" : `score ${figure(score)}`,
    `about ${plural(tokens, "token")}`,
    cost === null ? "" : dollars(cost),
    broken.length ? `breaks ${plural(broken.length, "constraint")}` : "",
  ]);
}

interface Props {
  candidates: readonly Candidate[];
  chosen: number;
  choose: (place: number) => void;
}

export function Candidates({ candidates, chosen, choose }: Props) {
  return (
    <div class="tgw-candidates" role="radiogroup" aria-label="Candidates">
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
          onKeyDown={(event) => rove(event, chosen, candidates.length, choose)}
        >
          <span class="tgw-candidate-head">
            {place < 9 ? <kbd>{place + 1}</kbd> : <Muted>{place + 1}</Muted>}
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
