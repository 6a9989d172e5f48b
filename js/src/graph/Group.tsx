/** A batch drawn as one card: how many it is, and how they stand. */

import { Counts, spoken, useTally } from "../finding/Counts.tsx";
import { uncover } from "../finding/finding.ts";
import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { useSlice, useView } from "../view.ts";
import type { Box } from "./scene.ts";
import { placed } from "./viewport.ts";

interface Props {
  /** Key of the first of them, which the group stands for. */
  id: string;
  members: readonly string[];
  box: Box;
  far: boolean;
  /** Whether the tab key stops here. */
  stop: boolean;
  /** Whether it came just now. */
  fresh: boolean;
}

export function Group({ id, members, box, far, stop, fresh }: Props) {
  const { finding, faded, sought } = useView();
  const counts = useTally(members);
  const { role, what, gradients } = useSlice((state, keys) => {
    const cards = keys.flatMap((key) => state.cards.get(key) ?? []);
    const node = state.nodes.get(cards[0]?.node ?? "");
    const gradients = cards.reduce((sum, card) => sum + card.gradients.length, 0);
    return { role: node?.role ?? "", what: node?.op || (node?.kind ?? ""), gradients };
  }, members);
  const name = `${members.length} × ${role}`;
  return (
    <article
      class="tgw-card tgw-group"
      data-card={id}
      data-status={counts[0]?.status}
      data-far={far}
      data-fresh={fresh}
      data-faded={faded.value.has(id)}
      style={placed(box)}
    >
      <div class="tgw-card-head">
        <button
          type="button"
          class="tgw-card-open"
          aria-expanded="false"
          aria-label={spoken(name, counts)}
          tabIndex={stop ? 0 : -1}
          title={`Open ${name}`}
          onClick={() => {
            finding.regain.card = id;
            uncover(finding, id);
            sought.value = { key: id };
          }}
        >
          <span class="tgw-times">{`${members.length} × `}</span>
          <span dir="auto">{role}</span>
        </button>
        {!far && <Icon name="open" />}
      </div>
      {!far && (
        <>
          <div class="tgw-card-sub">
            <span class="tgw-purpose">{what}</span>
          </div>
          <div class="tgw-parts" aria-hidden="true">
            {counts.map(({ status, word, count }) => (
              <span key={word} data-status={status} style={`flex-grow:${count}`} />
            ))}
          </div>
          <Counts counts={counts} />
          <div class="tgw-card-foot">
            {gradients > 0 && (
              <span class="tgw-gradients">
                <Icon name="gradient" />
                {plural(gradients, "gradient")}
              </span>
            )}
          </div>
        </>
      )}
    </article>
  );
}
