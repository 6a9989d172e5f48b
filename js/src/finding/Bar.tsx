/** Above the picture: as what it is seen, what part of it, and where a text is in it. */

import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { useSlice, useView } from "../view.ts";
import { Search } from "./Search.tsx";

/** The two ways to see a run. */
function Switch() {
  const { finding, sought, selected } = useView();
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
        <button
          key={String(wanted)}
          type="button"
          class="tgw-quiet"
          aria-pressed={outline.value === wanted}
          data-action={wanted ? "outline" : "graph"}
          onClick={() => to(wanted)}
        >
          {wanted ? "Outline" : "Graph"}
        </button>
      ))}
    </div>
  );
}

/** What is shown alone, and the way back to everything. */
function Filtered() {
  const { finding } = useView();
  const { filter, hidden } = finding;
  const { card = "", other = null } = filter.value ?? {};
  const [one, another] = useSlice(
    (state, keys) =>
      keys.map((key) => state.nodes.get(state.cards.get(key ?? "")?.node ?? "")?.role ?? ""),
    [card, other] as const,
  );
  if (filter.value === null) return null;
  return (
    <div class="tgw-filtered">
      <span class="tgw-muted">only</span>
      <span class="tgw-filtered-what">
        <span dir="auto">{one}</span>
        {other === null ? " and its path" : " → "}
        {other !== null && <span dir="auto">{another}</span>}
      </span>
      <span class="tgw-muted">{`${plural(hidden.value.size, "card")} hidden`}</span>
      <button
        type="button"
        class="tgw-quiet"
        aria-label="Show everything again"
        onClick={({ currentTarget }) => {
          const bar = currentTarget.closest(".tgw-bar");
          filter.value = null;
          bar?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

export function Bar() {
  const empty = useSlice((state) => state.cards.size === 0);
  if (empty) return null;
  return (
    <div class="tgw-bar">
      <Switch />
      <Filtered />
      <Search />
    </div>
  );
}
