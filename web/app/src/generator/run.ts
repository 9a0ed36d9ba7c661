import type { Counter } from '@tally/client';
import { Listeners } from '../counting/listeners.js';
import { clicksDue } from './plan.js';

const TICK_MS = 50;

/** The progress of one counter of a run, in clicks of +1. */
export interface Progress {
  readonly asked: number;
  readonly accepted: number;
  /** The number of clicks that are neither accepted nor lost. */
  readonly open: number;
  /** The growth of the counter's total since the start, including presses of other pages. A restart adds nothing. */
  readonly counted: number;
}

const NOTHING: Progress = { asked: 0, accepted: 0, open: 0, counted: 0 };

/** A counter to click, and the number of clicks per minute. */
export interface Target {
  readonly counter: Counter;
  readonly perMinute: number;
}

/** A run, which clicks counters at a rate until it is stopped, and tracks their totals until it is closed. */
export class Run {
  readonly #targets: readonly Target[];
  readonly #progress = new Map<string, Progress>();
  readonly #starts = new Map<string, { readonly epoch: string; readonly count: number }>();
  readonly #startedAt: number;
  readonly #listeners = new Listeners();
  readonly #ends: ReadonlyArray<() => void>;
  #snapshot: ReadonlyMap<string, Progress> = new Map();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(targets: readonly Target[]) {
    this.#targets = targets;
    this.#startedAt = performance.now();
    this.#ends = targets.map(({ counter }) => counter.subscribe(() => this.#readTotal(counter)));
    targets.forEach(({ counter }) => this.#readTotal(counter));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  readonly progress = (): ReadonlyMap<string, Progress> => this.#snapshot;
  readonly listen = (listener: () => void): (() => void) => this.#listeners.add(listener);

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#publish();
  }

  close(): void {
    this.stop();
    this.#ends.forEach((end) => end());
  }

  #tick(): void {
    const runningMs = performance.now() - this.#startedAt;
    for (const { counter, perMinute } of this.#targets) {
      // Without a current total there is no count to start from.
      const clicks = this.#starts.has(counter.id) ? clicksDue(perMinute, runningMs, this.#of(counter.id).asked) : 0;
      for (let click = 0; click < clicks; click++) {
        void this.#click(counter);
      }
    }
    this.#publish();
  }

  async #click(counter: Counter): Promise<void> {
    this.#change(counter.id, { asked: 1, open: 1 });
    const accepted = await counter.press(1).then(
      ({ outcome }) => outcome === 'accepted',
      () => false, // Too many clicks are waiting, so the client did not accept this one.
    );
    this.#change(counter.id, { accepted: accepted ? 1 : 0, open: -1 });
    if (this.#timer === undefined) {
      this.#publish();
    }
  }

  #readTotal({ id, view }: Counter): void {
    const { status, total } = view();
    let start = this.#starts.get(id);
    // A total that is not live may be old.
    if (total === undefined || (start === undefined && status !== 'live')) {
      return;
    }
    const { counted } = this.#of(id);
    if (start?.epoch !== total.epoch) {
      start = { epoch: total.epoch, count: total.count - counted };
      this.#starts.set(id, start);
    }
    const grown = total.count - start.count - counted;
    if (grown !== 0) {
      this.#change(id, { counted: grown });
      if (this.#timer === undefined) {
        this.#publish();
      }
    }
  }

  #of(id: string): Progress {
    return this.#progress.get(id) ?? NOTHING;
  }

  #change(id: string, by: Partial<Progress>): void {
    const { asked, accepted, open, counted } = this.#of(id);
    this.#progress.set(id, {
      asked: asked + (by.asked ?? 0),
      accepted: accepted + (by.accepted ?? 0),
      open: open + (by.open ?? 0),
      counted: counted + (by.counted ?? 0),
    });
  }

  #publish(): void {
    this.#snapshot = new Map(this.#progress);
    this.#listeners.notify();
  }
}
