/** What flows right now: along which edges words go forward, and along which criticism comes back. */

import type { State } from "../store/state.ts";
import { waits } from "../store/status.ts";
import type { Scene } from "./scene.ts";

/** Edges of the scene, as "from>to". */
export interface Flows {
  readonly forward: ReadonlySet<string>;
  readonly back: ReadonlySet<string>;
}

export const edgeName = (from: string, to: string) => `${from}>${to}`;

export function flowsOf(state: State, { drawnAs }: Pick<Scene, "drawnAs">): Flows {
  const flows = { forward: new Set<string>(), back: new Set<string>() };
  for (const id of state.inFlight) {
    const call = state.calls.get(id);
    const here = drawnAs.get(call?.card ?? "");
    if (!call || here === undefined || waits(call)) continue;
    if (call.started.purpose === "gradient") {
      const critic = drawnAs.get(state.cardOf.get(call.started.via) ?? "");
      if (critic !== undefined) flows.back.add(edgeName(here, critic));
    } else if (call.started.purpose === "answer" || call.started.purpose === "loss") {
      for (const key of state.cards.get(call.card)?.from ?? []) {
        const from = drawnAs.get(key);
        if (from !== undefined) flows.forward.add(edgeName(from, here));
      }
    }
  }
  return flows;
}

export function sameFlows(a: Flows, b: Flows): boolean {
  const same = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    one.size === other.size && [...one].every((name) => other.has(name));
  return same(a.forward, b.forward) && same(a.back, b.back);
}
