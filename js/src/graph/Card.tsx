/** One card: whose text this is, how it stands, and the text itself as it arrives. */

import { useComputed } from "@preact/signals";
import { FoldButton } from "../finding/FoldButton.tsx";
import { Found } from "../finding/Found.tsx";
import { plural } from "../format.ts";
import { BreakpointMark } from "../gradients/Breakpoint.tsx";
import { Icon } from "../icons.tsx";
import { Thumbnail } from "../picture/Thumbnail.tsx";
import { faceOf, iconOf, textOf } from "../store/face.ts";
import { useSlice, useView } from "../view.ts";
import { RetryButton } from "./RetryButton.tsx";
import type { Box } from "./scene.ts";
import { placed } from "./viewport.ts";

/** Characters that fill a card's lines. */
const FULL = 100;

function Chips({ roles }: { roles: string }) {
  if (!roles) return null;
  return (
    <ul class="tgw-chips" aria-label="also made from">
      {roles.split("\n").map((role) => (
        <li key={role} title={role} dir="auto">
          <Icon name="given" />
          {role}
        </li>
      ))}
    </ul>
  );
}

interface Props {
  id: string;
  box: Box;
  far: boolean;
  /** Whether the tab key stops here; arrows lead from card to card. */
  stop: boolean;
  /** Whether it came just now. */
  fresh: boolean;
}

export function Card({ id, box, far, stop, fresh }: Props) {
  const { shown, opened: selected, faded, finding } = useView();
  const face = useSlice(faceOf, id);
  const text = useComputed(() => textOf(shown.value, id));
  const long = useComputed(() => text.value.length > FULL);
  if (!face) return null;
  const { status } = face;
  const busy = status === "running" || status === "retrying";
  return (
    <article
      class="tgw-card"
      data-node={face.node}
      data-lane={face.lane}
      data-role-text={face.role}
      data-kind={face.kind}
      data-status={status}
      data-far={far}
      data-fresh={fresh}
      data-selected={selected.value === id}
      data-faded={faded.value.has(id)}
      data-place={finding.place.value === id}
      data-card={id}
      aria-busy={busy}
      style={placed(box)}
    >
      <div class="tgw-card-head">
        <button
          type="button"
          class="tgw-card-open"
          tabIndex={stop ? 0 : -1}
          title={face.role}
          dir="auto"
          onClick={() => {
            selected.value = id;
          }}
        >
          {face.role}
        </button>
        {face.breakpoint && <BreakpointMark />}
        {!far && <FoldButton id={id} />}
      </div>
      {!far && (
        <>
          <div class="tgw-card-sub">
            {!face.retry && (
              <span class="tgw-purpose" title={face.purpose || face.what}>
                {face.purpose || face.what}
              </span>
            )}
            <span class="tgw-status">
              <Icon name={iconOf(status, face.word)} />
              {face.word}
            </span>
            {face.retry !== "" && <RetryButton failure={face.retry} />}
          </div>
          <div class="tgw-card-body">
            {face.picture && <Thumbnail picture={face.picture} role={face.role} />}
            <div
              class={busy ? "tgw-text tgw-stream" : "tgw-text"}
              data-thinking={face.thinking}
              data-long={long}
              dir="auto"
            >
              <Found id={id} text={text} />
            </div>
          </div>
          <div class="tgw-card-foot">
            {face.gradients > 0 && (
              <span class="tgw-gradients">
                <Icon name="gradient" />
                {plural(face.gradients, "gradient")}
                {face.muted > 0 && ` · ${face.muted} muted`}
                {face.regions > 0 && ` · ${plural(face.regions, "region")}`}
              </span>
            )}
            <Chips roles={face.chips} />
          </div>
        </>
      )}
    </article>
  );
}
