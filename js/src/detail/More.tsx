/** What follows a long text that is shown in part: how much is left, and the way to it. */

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
      <span class="tgw-muted">{`${left.toLocaleString("en")} more characters${among}`}</span>
      <button type="button" class="tgw-link" data-action="show-all" onClick={show}>
        show all
      </button>
    </div>
  );
}
