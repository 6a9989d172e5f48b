/** The field that looks for a text in every card. */

import { batch } from "@preact/signals";
import { Icon } from "../icons.tsx";
import { Press } from "../review/Press.tsx";
import { useView } from "../view.ts";
import { count, step, uncover } from "./finding.ts";

export function Search() {
  const { finding, shown, sought, opened: selected } = useView();
  const { query, found, place } = finding;
  const go = (key: string | undefined) => {
    place.value = key ?? "";
    if (key !== undefined) sought.value = { key };
  };
  const leave = (field: Element) => {
    const key = place.value;
    // Where the person has come to, they stay.
    if (key) uncover(finding, key, shown.value.cards.get(key)?.lane);
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
      if (place.value) selected.value = place.value;
    } else if (event.key === "Enter") go(step(finding, event.shiftKey ? -1 : 1));
    else return;
    event.preventDefault();
  };
  const words = count(finding);
  const searching = words !== "";
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
          batch(() => {
            query.value = currentTarget.value;
            go(found.value[0]);
          });
        }}
        onKeyDown={press}
      />
      {!searching && <kbd>/</kbd>}
      <span class="tgw-count">{words}</span>
      {searching && (
        <>
          <Press
            look="quiet"
            shape="up"
            aria-label="Previous match"
            press={() => go(step(finding, -1))}
          />
          <Press
            look="quiet"
            shape="down"
            aria-label="Next match"
            press={() => go(step(finding, 1))}
          />
          <Press look="quiet" shape="close" aria-label="End the search (Esc)" press={leave} />
        </>
      )}
    </search>
  );
}
