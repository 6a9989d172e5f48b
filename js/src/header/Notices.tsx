/** What the person should read now: an answer that refused, notices, and how the run ended. */

import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Press } from "../review/Press.tsx";
import { Muted } from "../text/Muted.tsx";
import { useLive, useView } from "../view.ts";
import { byWhom } from "../who/words.ts";

/** Notices shown at once; older ones are counted. */
const SHOWN = 2;

export function Message() {
  const { message } = useView().session;
  return (
    <div class="tgw-message" hidden={!message.value}>
      <Icon name="warning" />
      <span dir="auto">{message}</span>
      <Press
        look="quiet"
        shape="close"
        aria-label="Dismiss"
        press={() => {
          message.value = "";
        }}
      />
    </div>
  );
}

export function Notices() {
  const notices = useLive((state) => state.notices);
  const summed = useLive((state) => state.summed);
  const older = notices.length - SHOWN;
  if (!notices.length && summed === 0) return null;
  return (
    <ul class="tgw-notices">
      {notices.slice(-SHOWN).map((notice) => (
        <li key={notice.seq} data-level={notice.level}>
          <Icon name={notice.level} />
          <span dir="auto">{notice.message}</span>
        </li>
      ))}
      {summed > 0 && (
        <li>
          <Icon name="info" />
          <span>{`Shortened: ${plural(summed, "old call")} told in sum.`}</span>
        </li>
      )}
      {older > 0 && <li>{`and ${older} earlier`}</li>}
    </ul>
  );
}

export function Ending() {
  const { client, kernel } = useView().session;
  const ended = useLive((state) => state.ended);
  const steps = useLive((state) => state.lanes.filter((lane) => lane.committed).length);
  // Of a page that was made while the run went on, or whose kernel is gone.
  if (!ended) {
    return kernel ? null : (
      <footer class="tgw-ending">
        <Icon name="info" />
        <span>The run had not ended: this is how far it was.</span>
      </footer>
    );
  }
  const icon = ended.outcome === "done" ? "done" : ended.outcome === "failed" ? "failed" : "stop";
  return (
    <footer class="tgw-ending" data-outcome={ended.outcome}>
      <Icon name={icon} />
      <span>
        {ended.outcome.replace(/^./, (first) => first.toUpperCase())}
        {ended.by && ` ${byWhom(ended.by, ended.who, client)}`}.
        {steps > 0 && ended.outcome !== "done" && " What was committed is kept."}
      </span>
      {steps > 0 && <Muted>{`${plural(steps, "step")}.`}</Muted>}
      {ended.message !== "" && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
        <div
          class="tgw-ending-why"
          dir="auto"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text is reachable by key
          tabIndex={0}
          role="group"
          aria-label="Why"
        >
          {ended.message}
        </div>
      )}
    </footer>
  );
}
