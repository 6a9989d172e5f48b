/** A stand-in for anywidget's model: what is sent is kept, what arrives is told to listeners. */

import type { AnyModel } from "@anywidget/types";
import type { Command } from "../src/protocol.ts";

type Listener = (...values: unknown[]) => void;

export class FakeModel {
  readonly sent: Command[] = [];
  readonly listeners = new Map<string, Set<Listener>>();

  constructor(private readonly traits: Record<string, unknown> = { log: {} }) {}

  get = (name: string) => this.traits[name];

  set(name: string, value: unknown): void {
    this.traits[name] = value;
    this.tell(`change:${name}`);
  }

  send = (command: Command) => {
    this.sent.push(command);
  };

  on = (event: string, listener: Listener) => {
    const known = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, known.add(listener));
  };

  off = (event: string, listener: Listener) => {
    this.listeners.get(event)?.delete(listener);
  };

  tell(event: string, ...values: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) listener(...values);
  }

  /** A custom message arrives. */
  receive(content: unknown): void {
    this.tell("msg:custom", content);
  }

  /** Answer the last command of a type. */
  answer(type: Command["type"], ok = true, message = "", data: string | null = null): void {
    const command = this.sent.findLast((one) => one.type === type);
    this.receive({ kind: "answer", id: command?.id ?? "", ok, message, data });
  }

  get listening(): number {
    let count = 0;
    for (const known of this.listeners.values()) count += known.size;
    return count;
  }

  /** As a host gives it: another stand-in each time. */
  get any(): AnyModel {
    const { get, send, on, off } = this;
    return { get, send, on, off } as unknown as AnyModel;
  }
}
