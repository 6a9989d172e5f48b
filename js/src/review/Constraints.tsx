/** What a person wants every later value of a variable to keep to; each can be lifted. */

import { wishName } from "../session.ts";
import { useLive, useView } from "../view.ts";
import { Press } from "./Press.tsx";

const NONE: readonly string[] = [];

export function Constraints({ node }: { node: string }) {
  const { session } = useView();
  const constraints = useLive((state, id) => state.nodes.get(id)?.constraints ?? NONE, node);
  const ended = useLive((state) => state.ended !== null);
  if (!constraints.length) return null;
  return (
    <div class="tgw-constraints">
      <span class="tgw-label">it must keep to</span>
      <ul>
        {constraints.map((constraint) => {
          const wish = { type: "LiftConstraint", node, constraint } as const;
          const pending = session.unanswered.value.has(wishName(wish));
          return (
            <li key={constraint}>
              <span dir="auto">{constraint}</span>
              {!ended && (
                <Press
                  look="quiet"
                  shape="close"
                  called="lift"
                  aria-label={`Lift the constraint: ${constraint}`}
                  title="Lift this constraint"
                  off={pending}
                  press={() => session.dispatch(wish)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
