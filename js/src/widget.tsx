/** The only file that knows of anywidget: one session a model, any number of views of it. */

import type { AnyModel, RenderProps } from "@anywidget/types";
import { render as mount } from "preact";
import { App } from "./App.tsx";
import { createSession, type Session } from "./session.ts";
import "./style/widget.css";

interface Opened {
  readonly session: Session;
  readonly close: () => void;
}

type Given = Pick<RenderProps, "model"> & { signal?: AbortSignal };

// Keyed by model, so that no run can trip over another.
const sessions = new WeakMap<AnyModel, Opened>();

function open(model: AnyModel): Opened {
  const known = sessions.get(model);
  if (known !== undefined) return known;
  const session = createSession((command) => model.send(command));
  const receive = (content: unknown) => session.channel.receive(content);
  const log = () => session.channel.takeLog(model.get("log"));
  log();
  model.on("msg:custom", receive);
  model.on("change:log", log);
  const close = () => {
    model.off("msg:custom", receive);
    model.off("change:log", log);
    sessions.delete(model);
    session.close();
  };
  const opened = { session, close };
  sessions.set(model, opened);
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
