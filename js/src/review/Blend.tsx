/** Candidates in one text: at each place that they change, the text of one of them. */

import { head } from "../format.ts";
import { useId } from "../id.ts";
import type { ProposalState } from "../store/state.ts";
import { Muted } from "../text/Muted.tsx";
import { useView } from "../view.ts";
import type { Site } from "./blend.ts";
import { picks, sitesIn, take, toggleBlend } from "./blending.ts";
import { Diff } from "./Diff.tsx";
import { Press } from "./Press.tsx";
import { rove } from "./roving.ts";

/** Places that are offered; what follows stays as it was picked at first. */
const MOST = 60;

/** Characters of a text that is offered, and of what stands before it. */
const ROOM = 400;
const BEFORE = 28;

interface PlaceProps {
  site: Site;
  before: string;
  picked: number;
  pick: (variant: number) => void;
}

function Place({ site, before, picked, pick }: PlaceProps) {
  const id = useId();
  const { variants } = site;
  return (
    <div class="tgw-blend-site" role="radiogroup" aria-labelledby={id}>
      <span class="tgw-muted" id={id} dir="auto">
        {before ? `…${before}…` : "at the beginning"}
      </span>
      {variants.map(({ text, places }, place) => {
        const from = places.map((one) => one + 1);
        const whose = from.length ? from.join(" and ") : "as it was";
        return (
          // biome-ignore lint/a11y/useSemanticElements: letters typed on an input are not ours to read
          <button
            key={place}
            type="button"
            role="radio"
            class="tgw-variant"
            aria-checked={place === picked}
            aria-label={`${place === 0 ? "as it was" : `candidate ${whose}`}: ${text || "nothing"}`}
            tabIndex={place === picked ? 0 : -1}
            onClick={() => pick(place)}
            onKeyDown={(event) => rove(event, picked, variants.length, pick)}
          >
            <span class="tgw-variant-from">
              {place === 0 ? "old" : from.map((one) => <kbd key={one}>{one}</kbd>)}
            </span>
            <span class="tgw-variant-text" dir="auto">
              {text.trim() ? head(text, ROOM) : <i>nothing</i>}
            </span>
          </button>
        );
      })}
    </div>
  );
}

export function Blend({ proposal, text }: { proposal: ProposalState; text: string }) {
  const view = useView();
  const { made } = proposal;
  const sites = sitesIn(view, proposal);
  const picked = picks(view, proposal) ?? [];
  const rest = sites.length - MOST;
  return (
    <div class="tgw-blend">
      <div class="tgw-taking">
        <Muted>Take each change from the candidate you like.</Muted>
        <Press called="unblend" look="link" keyed="x" press={() => toggleBlend(view, proposal)}>
          back to one
        </Press>
      </div>
      <div class="tgw-blend-sites">
        {sites.slice(0, MOST).map((site, place) => (
          <Place
            key={site.from}
            site={site}
            before={made.old.slice(Math.max(0, site.from - BEFORE), site.from).trim()}
            picked={picked[place] ?? 0}
            pick={(variant) => take(view, proposal, place, variant)}
          />
        ))}
      </div>
      {rest > 0 && <p class="tgw-muted">{`and ${rest} more, as the candidate has them`}</p>}
      <span class="tgw-label">as you blend it</span>
      <Diff before={made.old} after={text} />
    </div>
  );
}
