import { openClick, type OpenClick } from './counter-state.js';
import { MAX_DELTA } from './counter-id.js';
import type { Counters } from './counters.js';
import type { Environment } from './environment.js';
import type { ClickOutcome, Outcome } from './types.js';

/** Receives the outcome of a click. */
export type Settle = (outcome: ClickOutcome) => void;

interface Batch {
  readonly click: OpenClick;
  readonly resolvers: Array<(outcome: Outcome) => void>;
  readonly timer: unknown;
  readonly endsAt: number;
}

/**
 * Combines rapid presses of a counter into one click with their sum.
 *
 * The clicks of a counter are at least one window apart. The first press is sent at once, together with the presses of
 * the same turn of the event loop. Only presses that follow closely wait for the end of the window.
 */
export class Coalescer {
  readonly #env: Pick<Environment, 'timers' | 'now'>;
  readonly #counters: Pick<Counters, 'press' | 'drop'>;
  readonly #windowMs: number;
  readonly #send: (click: OpenClick, settle: Settle) => void;
  readonly #batches = new Map<string, Batch>();
  readonly #lastEnds = new Map<string, number>();

  /**
   * @param windowMs the time after a click in which presses are combined
   * @param send receives each click when its window ends
   */
  constructor(
    env: Pick<Environment, 'timers' | 'now'>,
    counters: Pick<Counters, 'press' | 'drop'>,
    windowMs: number,
    send: (click: OpenClick, settle: Settle) => void,
  ) {
    this.#env = env;
    this.#counters = counters;
    this.#windowMs = windowMs;
    this.#send = send;
  }

  /** The number of clicks that still combine presses. */
  get size(): number {
    return this.#batches.size;
  }

  /** Returns whether a press would start another click instead of joining one. */
  startsClick(counter: string, delta: number): boolean {
    const batch = this.#batches.get(counter);
    return batch === undefined || Math.abs(batch.click.delta + delta) > MAX_DELTA;
  }

  /** Adds a press to the counter's click. Resolves with the outcome of that click. */
  press(counter: string, delta: number): Promise<Outcome> {
    if (this.startsClick(counter, delta)) {
      this.#sendBatch(counter);
      const wait = this.#untilWindowEnds(counter);
      const timer = this.#env.timers.set(() => this.#sendBatch(counter), wait);
      const endsAt = this.#env.now() + wait;
      this.#batches.set(counter, { click: openClick(counter), resolvers: [], timer, endsAt });
    }
    const batch = this.#batches.get(counter)!;
    const outcome = new Promise<Outcome>((resolve) => batch.resolvers.push(resolve));
    this.#counters.press(batch.click, delta);
    return outcome;
  }

  /** Sends the clicks of all windows now. */
  flush(): void {
    for (const counter of [...this.#batches.keys()]) {
      this.#sendBatch(counter);
    }
  }

  #untilWindowEnds(counter: string): number {
    const lastEnd = this.#lastEnds.get(counter) ?? -Infinity;
    // The bounds keep the delay valid if the clock was set back.
    return Math.min(this.#windowMs, Math.max(0, lastEnd + this.#windowMs - this.#env.now()));
  }

  #sendBatch(counter: string): void {
    const batch = this.#batches.get(counter);
    if (batch === undefined) {
      return;
    }
    this.#env.timers.clear(batch.timer);
    this.#batches.delete(counter);
    // A late timer must not delay the next window.
    this.#lastEnds.set(counter, Math.min(batch.endsAt, this.#env.now()));
    const settle = (outcome: Outcome) => batch.resolvers.forEach((resolve) => resolve(outcome));
    if (batch.click.delta === 0) {
      settle({ outcome: 'no-click', counter, delta: 0 });
      this.#counters.drop(batch.click);
    } else {
      this.#send(batch.click, settle);
    }
  }
}
