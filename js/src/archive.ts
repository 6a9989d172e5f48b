/** A session without a kernel: what happened is all there, and nothing can be asked of it. */

import type { Answer, Command } from "./protocol.ts";
import { createSession, type Session } from "./session.ts";
import { NOTHING } from "./store/state.ts";
import type { State } from "./store.ts";

/** Nothing can be asked of a run whose kernel is gone, and it asks nothing. */
function asleep(state: State): State {
  if (state.ended) return state;
  const failures = new Map(state.failures);
  for (const [id, failure] of failures) {
    if (failure.status === "waiting") failures.set(id, { ...failure, status: "stands" });
  }
  return { ...state, ...NOTHING, failures, phase: "idle" };
}

function refusal({ id }: Command): Answer {
  const message = "This page has no kernel: it shows what was, and nothing can be changed.";
  return { kind: "answer", id, ok: false, message, data: null };
}

/** The session of a log whose kernel is gone. */
export function openArchive(log: unknown): Session {
  const session: Session = createSession((command) => {
    queueMicrotask(() => session.channel.receive(refusal(command)));
  }, asleep);
  session.channel.takeLog(log);
  return session;
}
