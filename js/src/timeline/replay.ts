/** Play the run again: its moments in their own time or faster, long pauses cut. */

import { type Signal, signal } from "@preact/signals";
import type { Past } from "../store/past.ts";

export const SPEEDS = [1, 2, 5, 10, 20] as const;

/** Seconds between two pictures for who asked for little motion. */
const CALM = 0.5;

/** Seconds after which a page that was not drawn goes on where it was. */
const LATE = 0.25;

const calm = () =>
  typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Replay {
  readonly playing = signal(false);
  readonly speed = signal<number>(1);
  private second = 0;
  private frame = 0;
  private shown: number | null = null;
  private drawn = 0;

  constructor(
    private readonly moment: Signal<number | null>,
    private readonly past: Past,
  ) {}

  /** Go on from the moment that is shown, or from the beginning. */
  play(): void {
    if (this.playing.value || !this.past.length) return;
    if (this.moment.value === null) this.moment.value = this.past.seqAt(0);
    this.shown = this.moment.value;
    this.second = this.past.timeOf(this.shown);
    this.playing.value = true;
    let before = performance.now();
    const step = (now: number) => {
      this.advance(Math.min(LATE, Math.max(0, now - before) / 1000));
      before = now;
      if (this.playing.value) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.playing.value = false;
  }

  toggle(): void {
    if (this.playing.value) this.stop();
    else this.play();
  }

  /** Let so many seconds pass; at the end the present is shown again. */
  advance(seconds: number): void {
    if (this.moment.value === null) {
      this.stop();
      return;
    }
    // Somebody went elsewhere meanwhile.
    if (this.moment.value !== this.shown) this.second = this.past.timeOf(this.moment.value);
    this.second += seconds * this.speed.value;
    this.drawn += seconds;
    const over = this.second >= this.past.length;
    if (over || !calm() || this.drawn >= CALM) {
      this.drawn = 0;
      this.moment.value = over ? null : this.past.seqAt(this.second);
    }
    this.shown = this.moment.value;
    if (over) this.stop();
  }
}
