/** What belongs to one view of a run and never reaches Python: what is selected, where it looks. */

import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
  useComputed,
  useSignal,
} from "@preact/signals";
import { createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { createFinding, type Finding } from "./finding/finding.ts";
import { createWhole } from "./first.ts";
import { type Camera, createCamera } from "./graph/camera.ts";
import { type Scene, sceneOf, type Wishes } from "./graph/scene.ts";
import type { Looks } from "./picture/looking.ts";
import type { Marks } from "./picture/marks.ts";
import type { Piece } from "./review/pieces.ts";
import type { Session } from "./session.ts";
import { createPast, type Past } from "./store/past.ts";
import type { State } from "./store.ts";
import { createTidying, type Tidying } from "./tidy/tidying.ts";
import { createReplay, type Replay } from "./timeline/replay.ts";

export interface View {
  readonly session: Session;
  /** The event, by its `seq`, up to which the past is shown; null while the present is. */
  readonly moment: Signal<number | null>;
  /** The run at any of its moments. */
  readonly past: Past;
  /** Plays those moments one after the other. */
  readonly replay: Replay;
  /** The places of the two steps that are compared, the one chosen later last; null if none are. */
  readonly compared: Signal<readonly [number, number] | null>;
  /** What the picture and the details show: the run as it is, or as it was at the moment. */
  readonly shown: ReadonlySignal<State>;
  /** Where cards stand since this view tidied them, by key; others stand where they were put. */
  readonly tidied: Signal<Wishes["tidied"]>;
  /** What is searched, left out and folded here, and whether the outline is shown. */
  readonly finding: Finding;
  /** Keys of cards that are drawn faintly. */
  readonly faded: ReadonlySignal<ReadonlySet<string>>;
  /** The card to bring into sight; a new object asks again. */
  readonly sought: Signal<{ readonly key: string } | null>;
  /** Whether all of the view is drawn, or for a frame the picture alone. */
  readonly whole: Signal<boolean>;
  /** Whether some cards in sight are still to come; blocks stand in their places. */
  readonly behind: Signal<boolean>;
  /** Where this view looks. */
  readonly camera: Camera;
  /** How the picture is tidied. */
  readonly tidying: Tidying;
  /** What is drawn of what is shown. */
  readonly scene: ReadonlySignal<Scene>;
  /** Key of the card whose detail is open. */
  readonly opened: Signal<string | null>;
  /** Id of the proposal that is being edited. */
  readonly editing: Signal<string | null>;
  /** What was typed and not sent, by what it is for: a proposal, a gradient, a question. */
  readonly drafts: Map<string, string>;
  /** Which candidate is looked at, by proposal, where a person has chosen one. */
  readonly chosen: Signal<ReadonlyMap<string, number>>;
  /** Places of the changes that are left, by proposal and candidate. */
  readonly left: Signal<ReadonlyMap<string, ReadonlySet<number>>>;
  /** The changes of what was looked at, by proposal and candidate; cut once. */
  readonly pieces: Map<string, readonly Piece[]>;
  /** Whether old and new are wanted beside each other, and whether there is room for it. */
  readonly side: Signal<boolean>;
  readonly wide: Signal<boolean>;
  /** Id of the proposal whose broken candidate was accepted once, and asks to be sure. */
  readonly unsure: Signal<string | null>;
  /** Id of the proposal for whose rejection a reason is being written, and what was written. */
  readonly saying: Signal<string | null>;
  readonly reasons: Map<string, string>;
  /** What the person wants to be called in decisions; empty for the name the kernel runs under. */
  readonly name: Signal<string>;
  /** Whether the tree of steps is wanted, null while nobody said; and which commit is looked at. */
  readonly history: {
    readonly open: Signal<boolean | null>;
    readonly commit: Signal<number | null>;
  };
  /** Id of the proposal that is to be accepted with all that follow, where one asks to be sure. */
  readonly leaving: Signal<string | null>;
  /** Which of its texts each place of a blend takes, by proposal, while one is blended. */
  readonly blends: Signal<ReadonlyMap<string, readonly number[]>>;
  /** Whether texts where every sign counts are shown formatted, and whether prose is. */
  readonly formatted: { readonly exact: Signal<boolean>; readonly prose: Signal<boolean> };
  /** Criticism that is being written and was not asked for, by node. */
  readonly marks: Signal<Marks>;
  /** Pictures in a size to look at, by digest. */
  readonly looks: Looks;
  /** Whether the sheet of keys is open. */
  readonly help: Signal<boolean>;
  /**
   * The question that was answered here or whose editor was left, so that the focus may move on;
   * empty for the first one, null where it stays.
   */
  readonly refocus: { at: string | null };
}

export function createView(session: Session): View {
  const moment = signal<number | null>(null);
  const past = createPast(session.events);
  // What arrives meanwhile changes nothing in the past.
  const shown = computed(() =>
    moment.value === null ? session.present.value : past.at(moment.value),
  );
  const tidied = signal<Wishes["tidied"]>(new Map());
  const finding = createFinding(shown);
  // Text that arrives changes neither, so the picture is put together anew only as it grows.
  const cards = computed(() => shown.value.cards);
  const lanes = computed(() => shown.value.lanes);
  const selected = signal<string | null>(null);
  const camera = createCamera();
  const whole = createWhole(session.present.peek());
  let before: Scene | undefined;
  const scene = computed(() => {
    const wishes = {
      tidied: tidied.value,
      hidden: finding.hidden.value,
      folded: finding.folded.value,
    };
    before = sceneOf({ cards: cards.value, lanes: lanes.value }, wishes, before);
    return before;
  });
  return {
    session,
    moment,
    past,
    replay: createReplay(moment, past),
    compared: signal<readonly [number, number] | null>(null),
    shown,
    tidied,
    finding,
    faded: finding.faded,
    sought: signal<{ readonly key: string } | null>(null),
    whole,
    behind: signal(!whole.peek()),
    camera,
    tidying: createTidying({ shown, scene, tidied, selected, camera }),
    scene,
    opened: selected,
    editing: signal<string | null>(null),
    drafts: new Map(),
    chosen: signal<ReadonlyMap<string, number>>(new Map()),
    left: signal<ReadonlyMap<string, ReadonlySet<number>>>(new Map()),
    pieces: new Map(),
    side: signal(false),
    wide: signal(false),
    unsure: signal<string | null>(null),
    saying: signal<string | null>(null),
    reasons: new Map(),
    name: signal(""),
    history: { open: signal<boolean | null>(null), commit: signal<number | null>(null) },
    leaving: signal<string | null>(null),
    blends: signal<ReadonlyMap<string, readonly number[]>>(new Map()),
    formatted: { exact: signal(false), prose: signal(true) },
    marks: signal<Marks>(new Map()),
    looks: new Map(),
    help: signal(false),
    refocus: { at: null },
  };
}

const Context = createContext<View | null>(null);
export const ViewProvider = Context.Provider;

export function useView(): View {
  const view = useContext(Context);
  if (!view) throw new Error("no view around this component");
  return view;
}

/** An array or a plain object: what it holds is in its keys, unlike a Map's. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.is(a[key], b[key]));
}

/** A part of a state; the component is drawn again only when a field of it changed. */
export function usePart<T, A>(
  state: ReadonlySignal<State>,
  read: (state: State, argument: A) => T,
  argument: A | undefined,
): T {
  const given = useSignal(argument);
  given.value = argument;
  const held = useMemo(() => ({ value: undefined as T | undefined }), []);
  const slice: ReadonlySignal<T> = useComputed(() => {
    const next = read(state.value, given.value as A);
    if (!same(held.value, next)) held.value = next;
    return held.value as T;
  });
  return slice.value;
}

/** A part of what is shown, which may be the past; see `View.shown`. */
export function useSlice<T, A = undefined>(
  read: (state: State, argument: A) => T,
  argument?: A,
): T {
  return usePart(useView().shown, read, argument);
}

/** A part of the run as it is now: what is asked, what it costs. */
export function useLive<T, A = undefined>(read: (state: State, argument: A) => T, argument?: A): T {
  return usePart(useView().session.present, read, argument);
}
