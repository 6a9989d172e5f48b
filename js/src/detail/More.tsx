/** What follows a long text that is shown in part: how much is left, and the way to it. */

import { Press } from "../review/Press.tsx";
import { Muted } from "../text/Muted.tsx";

interface Props {
  /** Characters that are not shown. */
  left: number;
  /** What else is among them, in words. */
  among?: string;
  show: () => void;
}

export function More({ left, among = "", show }: Props) {
  return (
    <div class="tgw-more">
      <Muted>{`${left.toLocaleString("en")} more characters${among}`}</Muted>
      <Press called="show-all" look="link" press={show}>
        show all
      </Press>
    </div>
  );
}
