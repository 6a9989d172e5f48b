import { useComputed } from "@preact/signals";
import { Press } from "../review/Press.tsx";
import { useView } from "../view.ts";
import { batchOf, setFolded } from "./finding.ts";

/** On the first card of an open batch: make one card of it. */
export function FoldButton({ id }: { id: string }) {
  const { finding } = useView();
  const count = useComputed(() => finding.open.value.get(id)?.length ?? 0).value;
  if (count === 0) return null;
  const words = `Fold these ${count} into one card`;
  return (
    <Press
      class="tgw-fold"
      shape="fold"
      aria-label={words}
      title={words}
      press={() => {
        finding.regain.card = id;
        setFolded(finding, batchOf(finding, id)?.key ?? id, true);
      }}
    >
      {count}
    </Press>
  );
}
