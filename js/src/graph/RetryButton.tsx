import { Press } from "../review/Press.tsx";
import { wishName } from "../session.ts";
import { useView } from "../view.ts";

export function RetryButton({ failure }: { failure: string }) {
  const { session, moment } = useView();
  const wish = { type: "Retry", failure } as const;
  if (!session.kernel) return null;
  const pending = session.unanswered.value.has(wishName(wish));
  // What failed then may be mended by now.
  if (moment.value !== null) return null;
  return (
    <Press
      called="retry"
      look="asked"
      shape="retrying"
      meanwhile={pending && "Retrying…"}
      press={() => session.dispatch(wish)}
    >
      Retry
    </Press>
  );
}
