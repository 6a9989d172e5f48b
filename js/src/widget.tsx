/** The only file that knows of anywidget: one session a model, any number of views of it. */

import type { AnyModel, RenderProps } from "@anywidget/types";
import { render as mount } from "preact";
import { App } from "./App.tsx";
import { hearAgain } from "./hearing.ts";
import { createSession, type Session } from "./session.ts";
import "./style/widget.css";

const GONE = "comm_live_update";

interface Opened {
  readonly session: Session;
  readonly close: () => void;
}

type Given = Pick<RenderProps, "model"> & { signal?: AbortSignal };

// Keyed by model, so that no run can trip over another. A host gives `initialize` and each `render`
// a stand-in of their own for it; what they have in common is the value of its trait.
const sessions = new WeakMap<object, Opened>();

function keyOf(model: AnyModel): object {
  const log: unknown = model.get("log");
  return typeof log === "object" && log !== null ? log : model;
}

function open(model: AnyModel): Opened {
  const known = sessions.get(keyOf(model));
  if (known) return known;
  let hellos = 0;
  const session = createSession((command) => {
    if (command.type === "Hello" && ++hellos === 2) hearAgain(model);
    model.send(command);
  });
  const receive = (content: unknown) => session.channel.receive(content);
  let key = keyOf(model);
  const log = () => {
    session.channel.takeLog(model.get("log"));
    sessions.delete(key);
    key = keyOf(model);
    sessions.set(key, opened);
  };
  model.on("msg:custom", receive);
  model.on("change:log", log);
  // A host says so when the kernel is started anew; nobody answers here any more.
  model.on(GONE, session.lose);
  const close = () => {
    model.off("msg:custom", receive);
    model.off("change:log", log);
    model.off(GONE, session.lose);
    sessions.delete(key);
    session.close();
  };
  const opened = { session, close };
  log();
  session.channel.sayHello();
  return opened;
}

/** Hosts before anywidget 0.10 give no signal; all take a function. */
function cleanup(signal: AbortSignal | undefined, close: () => void): () => void {
  let closed = false;
  const once = () => {
    if (closed) return;
    closed = true;
    close();
  };
  signal?.addEventListener("abort", once, { once: true });
  return once;
}

function initialize({ model, signal }: Given): () => void {
  return cleanup(signal, open(model).close);
}

function render({ model, el, signal }: Given & { el: HTMLElement }): () => void {
  const { session } = open(model);
  mount(<App session={session} />, el);
  return cleanup(signal, () => mount(null, el));
}

export default { initialize, render };
