import { MAX_DELTA } from './counter.js';
import type { Environment } from './environment.js';
import type { Pending } from './pending.js';
import type { ClickOutcome, Outcome } from './types.js';

/** Takes the outcome of a click. */
export type Settle = (outcome: ClickOutcome) => void;

interface Batch {
  readonly counter: string;
  readonly resolvers: Array<(outcome: Outcome) => void>;
  readonly timer: unknown;
  readonly endsAt: number;
  sum: number;
}

/**
 * Gathers rapid presses of a counter into one click with their sum.
 *
 * A counter's clicks are a window apart at least. So the first press is sent at once, with those of the same turn of the
 * event loop, and only presses that follow it closely wait for the window to end.
 */
export class Coalescer {
  readonly #env: Pick<Environment, 'timers' | 'now'>;
  readonly #pending: Pending;
  readonly #windowMs: number;
  readonly #send: (counter: string, delta: number, settle: Settle) => void;
  readonly #batches = new Map<string, Batch>();
  readonly #lastEnds = new Map<string, number>();

  /**
   * @param windowMs how long presses are gathered after a click
   * @param send takes each click when its window ends
   */
  constructor(
    env: Pick<Environment, 'timers' | 'now'>,
    pending: Pending,
    windowMs: number,
    send: (counter: string, delta: number, settle: Settle) => void,
  ) {
    this.#env = env;
    this.#pending = pending;
    this.#windowMs = windowMs;
    this.#send = send;
  }

  /** How many clicks are being gathered. */
  get size(): number {
    return this.#batches.size;
  }

  /** Whether a press would start a further click rather than join one. */
  startsClick(counter: string, delta: number): boolean {
    const batch = this.#batches.get(counter);
    return batch === undefined || Math.abs(batch.sum + delta) > MAX_DELTA;
  }

  press(counter: string, delta: number): Promise<Outcome> {
    const starts = this.startsClick(counter, delta);
    if (starts) {
      this.#sendBatch(counter);
      const wait = this.#untilWindowEnds(counter);
      const timer = this.#env.timers.set(() => this.#sendBatch(counter), wait);
      this.#batches.set(counter, { counter, resolvers: [], timer, endsAt: this.#env.now() + wait, sum: 0 });
    }
    const batch = this.#batches.get(counter)!;
    batch.sum += delta;
    const outcome = new Promise<Outcome>((resolve) => batch.resolvers.push(resolve));
    this.#pending.change(counter, starts ? 1 : 0, delta);
    return outcome;
  }

  /** Ends all windows now. */
  flush(): void {
    for (const counter of [...this.#batches.keys()]) {
      this.#sendBatch(counter);
    }
  }

  #untilWindowEnds(counter: string): number {
    const lastEnd = this.#lastEnds.get(counter) ?? -Infinity;
    // The clock may have been set back.
    return Math.min(this.#windowMs, Math.max(0, lastEnd + this.#windowMs - this.#env.now()));
  }

  #sendBatch(counter: string): void {
    const batch = this.#batches.get(counter);
    if (batch === undefined) {
      return;
    }
    this.#env.timers.clear(batch.timer);
    this.#batches.delete(counter);
    // A timer that is late must not make the next window late as well.
    this.#lastEnds.set(counter, Math.min(batch.endsAt, this.#env.now()));
    const settle = (outcome: Outcome) => batch.resolvers.forEach((resolve) => resolve(outcome));
    if (batch.sum === 0) {
      settle({ outcome: 'no-click', counter, delta: 0 });
      this.#pending.change(counter, -1, 0);
    } else {
      this.#send(counter, batch.sum, settle);
    }
  }
}
