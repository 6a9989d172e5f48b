/** How much a phase will ask, counted from the graph as it stands when the phase begins. */

import type { RunEvent } from "../protocol.ts";
import type { State } from "./state.ts";

/** What every phase asks for, kept up while a log is folded so that it is not sought each time. */
export class Ahead {
  /** Variables whose criticism was passed on, and variables that are parameters. */
  private readonly passed = new Set<string>();
  private readonly parameters = new Set<string>();

  constructor({ calls, nodes }: State) {
    for (const { started } of calls.values()) this.passed.add(started.via);
    for (const { node, parameter } of nodes.values()) if (parameter) this.parameters.add(node);
  }

  /** Take what an event adds. */
  follow(event: RunEvent): void {
    if (event.type === "CallStarted") this.passed.add(event.via);
    if (event.type === "NodeAdded" && event.kind === "parameter") this.parameters.add(event.node);
    if (event.type === "ParametersSet") for (const node of event.nodes) this.parameters.add(node);
  }

  /** Calls of a pass back through the newest lane: one for each input of what was said. */
  gradients({ lanes, cards, nodes, calls }: State): number {
    let count = 0;
    for (const key of lanes.at(-1)?.cards ?? []) {
      const card = cards.get(key);
      if (!card || this.passed.has(card.node)) continue;
      const said = card.calls.some((id) =>
        ["answer", "loss"].includes(calls.get(id)?.started.purpose ?? ""),
      );
      const inputs = said ? (nodes.get(card.node)?.inputs ?? []) : [];
      for (const input of new Set(inputs)) if (nodes.get(input)?.grad) count += 1;
    }
    return count;
  }

  /** New values that a step will propose. */
  values({ nodes }: State): number {
    const wanted = [...this.parameters].filter((node) => nodes.get(node)?.gradients.length);
    return wanted.length;
  }
}
