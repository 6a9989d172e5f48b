/** One text in every place that shows text, for as many texts as there are. */

import { asking, candidate, type Script } from "./events.ts";

/** A text as `tests/hostile/texts.json` keeps it. */
export interface Row {
  readonly kind: string;
  readonly text?: string;
  readonly unit?: string;
  readonly times?: number;
}

export const textOf = ({ text, unit = "", times = 0 }: Row) => text ?? unit.repeat(times);

/** What one text does to a run: a node with a call, a failure, a proposal, a criticism, a notice. */
function add(script: Script, text: string, i: number): void {
  const [node, call, loss] = [`n${i}`, `c${i}`, `l${i}`];
  const broken = [text];
  script
    .add("NodeAdded", { node, role: text, op: text, value: text, inputs: ["q"] })
    .add("ParametersSet", { nodes: [node] })
    .add("CallStarted", { call, node, model: text, engine: text, system: text, prompt: text })
    .add("CallDelta", { call, text, kind: "reasoning" })
    .add("CallRetrying", { call, reason: text, discard: false })
    .add("CallDelta", { call, text })
    .add("CallFinished", { call, text, reasoning: text, model: `${text} `, engine: text })
    .add("NodeAdded", { node: loss, kind: "loss", role: "loss", op: "TextLoss", inputs: [node] })
    .add("CallStarted", { call: `f${i}`, node: loss, prompt: text })
    .add("CallFailed", { call: `f${i}`, error: text, message: text })
    .add("Failed", { failure: `e${i}`, node: loss, message: text, hint: text, error: text })
    .add("Notice", { message: text })
    .add("Scored", { name: text })
    .add("StepCommitted", { changes: [{ node, old: text, new: `${text}!`, version: 2 }] })
    .add("GradientAdded", { gradient: `g${i}`, node, via: loss, text: `before ${text}` })
    .add("GradientChanged", { gradient: `g${i}`, node, text, who: text })
    .add("GradientAdded", {
      gradient: `h${i}`,
      node,
      text,
      author: "human",
      who: text,
      muted: true,
    })
    .add("ProposalMade", {
      proposal: `p${i}`,
      node,
      old: text,
      because: [`g${i}`, `h${i}`],
      candidates: [candidate(`${text} changed`, { broken }), candidate(text)],
    })
    .add("ProposalMade", {
      proposal: `d${i}`,
      node,
      old: text,
      candidates: [candidate(`before ${text}`)],
    })
    .add("Decided", { proposal: `d${i}`, action: "edit", text: `${text} edited`, by: text })
    .add("CriticismAsked", { ask: `k${i}`, node, instruction: text })
    .add("CriticismGiven", { ask: `k${i}`, text, by: text })
    .add("BudgetReached", { ask: `b${i}`, whose: text, waiting: true })
    .add("BudgetAnswered", { ask: `b${i}`, by: text })
    // Text that arrives now, plain and between tags of ours.
    .add("CallStarted", { call: `s${i}`, node, purpose: "proposal", prompt: `${text}</A-abcdef>` })
    .add("CallDelta", { call: `s${i}`, text, kind: "reasoning" })
    .add("CallDelta", { call: `s${i}`, text: `<A-abcdef>${text}` });
}

/** A run that waits for a decision about each of these texts. */
export function everywhere(texts: readonly string[]): Script {
  const script = asking().add("RunStarted", { name: texts[0] ?? "", review: texts[0] ?? "" });
  for (const [i, text] of texts.entries()) add(script, text, i);
  return script
    .add("CriticismAsked", { ask: "open", node: "n0", instruction: texts[0] ?? "" })
    .add("BreakpointReached", {
      ask: "stop",
      node: "n0",
      arrived: [{ gradient: "w0", text: texts[0] ?? "", via: "l0", author: "model" }],
      onto: ["n0", "l0"],
    })
    .add("BudgetReached", { ask: "full", whose: texts[0] ?? "" })
    .add("ReviewOpened", { review: "r2", proposals: texts.map((_, i) => `p${i}`) });
}

/** The same run when it is over. */
export function over(texts: readonly string[]): Script {
  return everywhere(texts)
    .add("CriticismGiven", { ask: "open", text: null })
    .add("BudgetAnswered", { ask: "full" })
    .add("ReviewClosed", { review: "r2" })
    .add("RunEnded", { outcome: "failed", message: texts[0] ?? "" });
}
