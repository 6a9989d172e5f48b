import { Icon } from "../icons.tsx";
import { wishName } from "../session.ts";
import { useView } from "../view.ts";

export function RetryButton({ failure }: { failure: string }) {
  const { session, moment } = useView();
  const wish = { type: "Retry", failure } as const;
  if (!session.kernel) return null;
  const pending = session.pending.value.has(wishName(wish));
  // What failed then may be mended by now.
  if (moment.value !== null) return null;
  return (
    <button
      type="button"
      class="tgw-button tgw-asked"
      data-action="retry"
      data-pending={pending}
      aria-disabled={pending}
      onClick={() => session.dispatch(wish)}
    >
      <Icon name="retrying" />
      {pending ? "Retrying…" : "Retry"}
    </button>
  );
}
