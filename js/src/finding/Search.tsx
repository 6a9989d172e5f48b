/** The field that looks for a text in every card. */

import { Icon } from "../icons.tsx";
import { useView } from "../view.ts";
import { step, uncover } from "./finding.ts";

/** How many were found, and which of them is looked at. */
function Count() {
  const { found, place, query } = useView().finding;
  if (query.value.trim() === "") return null;
  const [at, all] = [found.value.indexOf(place.value) + 1, found.value.length];
  const words = all === 0 ? "none" : at === 0 ? `${all} found` : `${at} of ${all}`;
  return <span class="tgw-count">{words}</span>;
}

export function Search() {
  const { finding, shown, sought, selected } = useView();
  const { query, found, place } = finding;
  const go = (key: string | undefined) => {
    place.value = key ?? "";
    if (key !== undefined) sought.value = { key };
  };
  const leave = (field: Element) => {
    const key = place.value;
    // Where the person has come to, they stay.
    if (key !== "") uncover(finding, key, shown.value.cards.get(key)?.lane);
    query.value = "";
    place.value = "";
    const root = field.closest<HTMLElement>(".tgw");
    const all = [...(root?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
    const card = all.find(({ dataset }) => dataset["card"] === key);
    (card?.querySelector<HTMLElement>(".tgw-card-open") ?? card ?? root)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const field = event.currentTarget as HTMLInputElement;
    if (event.isComposing) return;
    if (event.key === "Escape") leave(field);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (place.value !== "") selected.value = place.value;
    } else if (event.key === "Enter") go(step(finding, event.shiftKey ? -1 : 1));
    else return;
    event.preventDefault();
  };
  const searching = query.value.trim() !== "";
  return (
    <search class="tgw-search">
      <Icon name="search" />
      <input
        type="text"
        class="tgw-search-field"
        aria-label="Find a role or a text"
        aria-keyshortcuts="/"
        placeholder="Find"
        autocomplete="off"
        spellcheck={false}
        value={query.value}
        onInput={({ currentTarget }) => {
          query.value = currentTarget.value;
          go(found.value[0]);
        }}
        onKeyDown={press}
      />
      {!searching && <kbd>/</kbd>}
      <Count />
      {searching && (
        <>
          <button
            type="button"
            class="tgw-quiet"
            aria-label="Previous match"
            onClick={() => go(step(finding, -1))}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="tgw-quiet"
            aria-label="Next match"
            onClick={() => go(step(finding, 1))}
          >
            <Icon name="down" />
          </button>
          <button
            type="button"
            class="tgw-quiet"
            aria-label="End the search (Esc)"
            onClick={({ currentTarget }) => leave(currentTarget)}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </search>
  );
}
