/** The whole view of one run. */

import { effect, untracked, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Boundary } from "./Boundary.tsx";
import { keepBegun, takeUp } from "./begun.ts";
import { Detail } from "./detail/Detail.tsx";
import { Bar } from "./finding/Bar.tsx";
import { count, uncover } from "./finding/finding.ts";
import { pressToFind } from "./finding/keys.ts";
import { Outline } from "./finding/Outline.tsx";
import { useWhole } from "./first.ts";
import { focusOn, mayTakeFocus } from "./focus.ts";
import { Graph } from "./graph/Graph.tsx";
import { pressPicture } from "./graph/press.ts";
import { Header } from "./header/Header.tsx";
import { Ending, Message, Notices } from "./header/Notices.tsx";
import { Help } from "./help/Help.tsx";
import { containKeys } from "./keys.ts";
import { scrollPanel } from "./panel.ts";
import { Decisions } from "./review/Decisions.tsx";
import { Press } from "./review/Press.tsx";
import { pressKey, Review, useOpen } from "./review/Review.tsx";
import { following, names, question } from "./review/walk.ts";
import { createSpeaker, sentence } from "./say.ts";
import type { Session } from "./session.ts";
import { watchSize } from "./size.ts";
import { runState } from "./store/status.ts";
import { followTheme, themed } from "./theme.ts";
import "./text/visible.ts";
import { hold } from "./timeline/holding.ts";
import { toNow } from "./timeline/moving.ts";
import { PastBanner } from "./timeline/PastBanner.tsx";
import { Then } from "./timeline/Then.tsx";
import { Timeline } from "./timeline/Timeline.tsx";
import { createView, useLive, useView, type View, ViewProvider } from "./view.ts";

/** The way back to the question, while something else is shown in its place. */
function Return({ to, press }: { to: string; press: () => void }) {
  return (
    <Press class="tgw-button tgw-asked tgw-return" keyed="Esc" press={press}>
      {`Your turn: back to ${to}`}
    </Press>
  );
}

function Panel({ open }: { open: string }) {
  const view = useView();
  const { opened: selected, moment, whole, refocus } = view;
  const past = moment.value !== null;
  const decided = useLive((state) => {
    for (const { decided } of state.proposals.values()) if (decided) return true;
    for (const { given } of state.criticisms.values()) if (given?.text != null) return true;
    return state.settled.length > 0;
  });
  if (selected.value === null && !decided && !open) return null;
  return (
    <aside class="tgw-panel" aria-label="Review and detail">
      {whole.value && (
        <div class="tgw-panel-inner">
          <div hidden={past}>
            <Review open={open} />
          </div>
          {/* Nothing is decided on what is not there now. */}
          {past && open && <Return to="now" press={() => toNow(view)} />}
          {!past && selected.value !== null && open && (
            <Return
              to="the question"
              press={() => {
                refocus.at = "";
                selected.value = null;
              }}
            />
          )}
          {selected.value !== null && <Detail key={selected.value} id={selected.value} />}
          {past && <Then />}
          <Decisions />
        </div>
      )}
    </aside>
  );
}

/** Speaks for those who do not see the picture. */
function Status() {
  const { session, finding } = useView();
  const spoken = useSignal("");
  useEffect(() => {
    const speaker = createSpeaker((text) => {
      spoken.value = text;
    });
    const stop = effect(() => {
      const words = count(finding);
      speaker.say(words ? words : sentence(session.present.value));
    });
    return () => {
      stop();
      speaker.stop();
    };
  }, [session, finding, spoken]);
  return (
    <div class="tgw-hidden" role="status">
      {spoken}
    </div>
  );
}

/** What opened the detail that was closed just now, if it still stands. */
function cardButton(root: HTMLElement, closed: string | null): HTMLElement | null {
  if (closed === null) return null;
  const cards = [...root.querySelectorAll<HTMLElement>("[data-card]")];
  const card = cards.find(({ dataset }) => dataset["card"] === closed);
  return card?.querySelector<HTMLElement>(".tgw-card-open") ?? card ?? root;
}

/** Move the focus to a question that opens, unless the person is busy elsewhere. */
function useFocus(root: { current: HTMLElement | null }, view: View, open: string): void {
  const whole = view.whole.value;
  const editing = view.editing.value;
  const selected = view.opened.value;
  const past = view.moment.value !== null;
  const known = useRef<readonly string[]>([]);
  const shown = useRef<string | null>(null);
  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    const [before, now] = [known.current, names(el)];
    known.current = now;
    const closed = selected === null ? shown.current : null;
    shown.current = selected;
    if (past || selected !== null || (editing !== null && now.includes(editing))) return;
    const { at } = view.refocus;
    const page = el.getRootNode() as Document | ShadowRoot;
    // Who is at a question already stays there when another one opens or is gone.
    if (at === null && page.activeElement?.closest(".tgw-review")) return;
    const next = question(el, following(before, now, at ?? ""));
    const field = next?.querySelector<HTMLElement>(":scope[data-ask] > textarea");
    const target = field ?? next ?? cardButton(el, closed) ?? (at === null ? null : el);
    if (target && mayTakeFocus(el)) focusOn(target);
    scrollPanel(next ?? null);
    view.refocus.at = null;
  }, [open, editing, selected, past, root, view, whole]);
}

/** Close what was opened last: a detail, a comparison, the past. */
function leave(view: View): void {
  if (view.opened.value !== null) view.opened.value = null;
  else if (view.compared.value) view.compared.value = null;
  else if (view.moment.value !== null) toNow(view);
}

/** After each of them something may have been begun. */
const TOUCHES = ["input", "click", "keyup"] as const;

/** Pixels from which on there is room for old and new beside each other. */
const WIDE = 860;

/** Keep `view.wide` true to the room there is; returns how to stop. */
function measure(root: HTMLElement, { wide, moment }: View): () => void {
  let before = 0;
  return watchSize(root, () => {
    const { clientWidth } = root;
    wide.value = clientWidth >= WIDE;
    // In another width what is held is as high as it comes to there.
    if (clientWidth !== before) hold(root, false);
    hold(root, moment.value !== null);
    before = clientWidth;
  });
}

function Root({ view }: { view: View }) {
  const root = useRef<HTMLDivElement>(null);
  const { present: state } = view.session;
  const current = useComputed(() => runState(state.value));
  const last = useComputed(() => state.value.last);
  const replayed = useComputed(() => state.value.replayed);
  const open = useOpen();
  const side = view.side.value && view.wide.value && open !== "";
  useFocus(root, view, open);
  const whole = useWhole(view);
  // From the first drawing on; later changes are followed.
  const theme = useMemo(() => themed(), []);

  useEffect(() => {
    const el = root.current;
    if (!el) return undefined;
    const unfollow = followTheme(el);
    const unmeasure = measure(el, view);
    const keep = () => keepBegun(view);
    for (const type of TOUCHES) el.addEventListener(type, keep);
    const unhold = view.moment.subscribe((moment) => hold(el, moment !== null));
    const uncontain = containKeys(el, (key, event) => {
      if (view.help.value) {
        if (key === "close" || key === "help") view.help.value = false;
        return;
      }
      const taken =
        pressToFind(view, key, el) ||
        pressPicture(view, key) ||
        pressKey(view, key, event.target as Element);
      if (taken) event.preventDefault();
      if (key === "close") leave(view);
    });
    return () => {
      unfollow();
      unmeasure();
      unhold();
      uncontain();
      for (const type of TOUCHES) el.removeEventListener(type, keep);
    };
  }, [view]);

  // A card whose detail is open is seen by itself.
  useSignalEffect(() => {
    const { opened: selected, finding } = view;
    if (selected.value !== null) untracked(() => uncover(finding, selected.value ?? ""));
  });

  // A card that is gone, or another run, closes what was open on it.
  useSignalEffect(() => {
    const open = view.opened.value;
    if (open !== null && !state.value.cards.has(open)) view.opened.value = null;
  });

  return (
    <section
      ref={root}
      class="tgw"
      {...theme}
      aria-label="Run"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys work while the focus is anywhere here
      tabIndex={0}
      data-lm-suppress-shortcuts="true"
      data-run-state={current}
      data-last-seq={last}
      data-replay={replayed}
    >
      <Header />
      {whole && <Message />}
      <Notices />
      <Bar />
      <div class="tgw-main" data-asked={open !== ""} data-side={side}>
        {view.finding.outline.value ? <Outline /> : <Graph />}
        <PastBanner />
        <Panel open={open} />
      </div>
      <Timeline />
      <Ending />
      {whole && <Status />}
      <Help />
    </section>
  );
}

export function App({ session }: { session: Session }) {
  const view = useRef<View | null>(null);
  view.current ??= takeUp(createView(session));
  return (
    <ViewProvider value={view.current}>
      <Boundary>
        <Root view={view.current} />
      </Boundary>
    </ViewProvider>
  );
}
