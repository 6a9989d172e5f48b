import { useComputed } from "@preact/signals";
import { Icon } from "../icons.tsx";
import { useView } from "../view.ts";
import { batchOf, setFolded } from "./finding.ts";

/** On the first card of an open batch: make one card of it. */
export function FoldButton({ id }: { id: string }) {
  const { finding } = useView();
  const count = useComputed(() => finding.open.value.get(id)?.length ?? 0).value;
  if (count === 0) return null;
  return (
    <button
      type="button"
      class="tgw-fold"
      aria-label={`Fold these ${count} into one card`}
      title={`Fold these ${count} into one card`}
      onClick={() => {
        finding.regain.card = id;
        setFolded(finding, batchOf(finding, id)?.key ?? id, true);
      }}
    >
      <Icon name="fold" />
      {count}
    </button>
  );
}
