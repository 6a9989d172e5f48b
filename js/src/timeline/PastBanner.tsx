/** While another moment than the present is shown: which, and the way back. */

import { Icon } from "../icons.tsx";
import { Press } from "../review/Press.tsx";
import { useSlice, useView } from "../view.ts";
import { toNow } from "./moving.ts";
import { where } from "./words.ts";

export function PastBanner() {
  const view = useView();
  const words = useSlice(where);
  if (view.moment.value === null) return null;
  return (
    <div class="tgw-past">
      <Icon name="waiting" />
      <span class="tgw-past-what">You are looking at the past</span>
      <span class="tgw-past-where">{words}</span>
      <Press called="now" look="link" keyed="Esc" press={() => toNow(view)}>
        Back to now
      </Press>
    </div>
  );
}
