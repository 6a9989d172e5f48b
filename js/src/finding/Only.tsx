/** In a detail: show a part of the graph alone. */

import { Press } from "../review/Press.tsx";
import { useSlice, useView } from "../view.ts";
import { batchOf, setFolded } from "./finding.ts";
import { names } from "./names.ts";
import { farEnds } from "./path.ts";

export function Only({ id }: { id: string }) {
  const { finding, sought } = useView();
  const { filter } = finding;
  const parameter = useSlice((state, key) => {
    return state.nodes.get(state.cards.get(key)?.node ?? "")?.parameter === true;
  }, id);
  // What is called alike is numbered; as a string it compares.
  const paths = useSlice((state, key) => {
    const ends = farEnds(state, key);
    const called = names(state, ends);
    return JSON.stringify(ends.map((one, place) => [one.key, called[place]]));
  }, id);
  const ends: [key: string, name: string][] = JSON.parse(paths);
  const { card = null, other = null } = filter.value ?? {};
  const mine = card === id || (card !== null && other === id);
  const chosen = !mine ? "" : other === null ? id : card === id ? other : (card ?? "");
  const batch = batchOf(finding, id);
  const folded = batch && finding.folded.value.has(batch.key);
  return (
    <div class="tgw-only">
      <label>
        Show{" "}
        <select
          class="tgw-select"
          value={chosen}
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            filter.value = value ? { card: id, other: value === id ? null : value } : null;
            sought.value = { key: id };
          }}
        >
          <option value="">all of the graph</option>
          <option value={id}>only what belongs to it</option>
          {ends.length > 0 && (
            <optgroup label={parameter ? "only the path to" : "only the path from"}>
              {ends.map(([key, name]) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      {batch && (
        <Press look="link" press={() => setFolded(finding, batch.key, !folded)}>
          {`${folded ? "Open" : "Fold"} the ${batch.members.length} like it`}
        </Press>
      )}
    </div>
  );
}
