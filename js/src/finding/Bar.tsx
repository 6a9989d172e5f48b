/** Above the picture: as what it is seen, what part of it, and where a text is in it. */

import { plural } from "../format.ts";
import { Tools } from "../graph/Tools.tsx";
import { Press } from "../review/Press.tsx";
import { laneName } from "../store/status.ts";
import type { State } from "../store.ts";
import { Muted } from "../text/Muted.tsx";
import { useLive, useSlice, useView } from "../view.ts";
import { names } from "./names.ts";
import { farEnds } from "./path.ts";
import { Search } from "./Search.tsx";

/** The two ways to see a run. */
function Switch() {
  const { finding, sought, opened: selected } = useView();
  const { outline, place } = finding;
  const to = (wanted: boolean) => {
    outline.value = wanted;
    const key = place.value || selected.value;
    if (!wanted && key) sought.value = { key };
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="tgw-switch" role="group" aria-label="Seen as" aria-keyshortcuts="o">
      {[false, true].map((wanted) => (
        <Press
          key={String(wanted)}
          called={wanted ? "outline" : "graph"}
          look="quiet"
          aria-pressed={outline.value === wanted}
          press={() => to(wanted)}
        >
          {wanted ? "Outline" : "Graph"}
        </Press>
      ))}
    </div>
  );
}

/** What an end of a path is called among those that the path from the other end may have. */
function called(state: State, key: string, other: string | null): string {
  const card = state.cards.get(key);
  if (!card) return "";
  const ends = farEnds(state, other ?? "");
  const place = ends.indexOf(card);
  return (place < 0 ? names(state, [card])[0] : names(state, ends)[place]) ?? "";
}

/** What is shown alone, and the way back to everything. */
function Filtered() {
  const { finding } = useView();
  const { filter, hidden } = finding;
  const words = useSlice((state, value) => {
    const { card = "", other = null } = value ?? {};
    const from = state.cards.get(card);
    const lane = state.lanes[from?.lane ?? 0];
    const ended = state.ended !== null;
    const step = lane ? laneName(lane, state.lanes[(from?.lane ?? 0) - 1], ended) : "";
    return { one: called(state, card, other), another: called(state, other ?? "", card), step };
  }, filter.value);
  if (!filter.value) return null;
  return (
    <div class="tgw-filtered">
      <Muted>only</Muted>
      <span class="tgw-filtered-what">
        <span dir="auto">{words.one}</span>
        {words.another ? " → " : " and its path"}
        <span dir="auto">{words.another}</span>
      </span>
      <Muted>{`in ${words.step}, ${plural(hidden.value.size, "card")} hidden`}</Muted>
      <Press
        look="quiet"
        shape="close"
        aria-label="Show everything again"
        press={(button) => {
          const bar = button.closest(".tgw-bar");
          filter.value = null;
          bar?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
        }}
      />
    </div>
  );
}

export function Bar() {
  const { finding, whole } = useView();
  const empty = useLive((state) => !state.cards.size);
  if (empty) return null;
  return (
    <div class="tgw-bar">
      {whole.value && (
        <>
          <Switch />
          {!finding.outline.value && <Tools />}
          <Filtered />
          <Search />
        </>
      )}
    </div>
  );
}
