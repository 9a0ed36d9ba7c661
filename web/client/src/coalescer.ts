import { MAX_DELTA } from './counter.js';
import type { Environment } from './environment.js';
import type { Pending } from './pending.js';
import type { ClickOutcome, Outcome } from './types.js';

/** Takes the outcome of a click. */
export type Settle = (outcome: ClickOutcome) => void;

interface Gathering {
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
  readonly #gatherings = new Map<string, Gathering>();
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
    return this.#gatherings.size;
  }

  /** Whether a press would start a further click rather than join one. */
  startsClick(counter: string, delta: number): boolean {
    const gathering = this.#gatherings.get(counter);
    return gathering === undefined || Math.abs(gathering.sum + delta) > MAX_DELTA;
  }

  press(counter: string, delta: number): Promise<Outcome> {
    const starts = this.startsClick(counter, delta);
    if (starts) {
      this.#end(counter);
      const wait = this.#untilWindowEnds(counter);
      const timer = this.#env.timers.set(() => this.#end(counter), wait);
      this.#gatherings.set(counter, { counter, resolvers: [], timer, endsAt: this.#env.now() + wait, sum: 0 });
    }
    const gathering = this.#gatherings.get(counter)!;
    gathering.sum += delta;
    const outcome = new Promise<Outcome>((resolve) => gathering.resolvers.push(resolve));
    this.#pending.change(counter, starts ? 1 : 0, delta);
    return outcome;
  }

  /** Ends all windows now. */
  flush(): void {
    for (const counter of [...this.#gatherings.keys()]) {
      this.#end(counter);
    }
  }

  #untilWindowEnds(counter: string): number {
    const lastEnd = this.#lastEnds.get(counter) ?? -Infinity;
    // The clock may have been set back.
    return Math.min(this.#windowMs, Math.max(0, lastEnd + this.#windowMs - this.#env.now()));
  }

  #end(counter: string): void {
    const gathering = this.#gatherings.get(counter);
    if (gathering === undefined) {
      return;
    }
    this.#env.timers.clear(gathering.timer);
    this.#gatherings.delete(counter);
    // A timer that is late must not make the next window late as well.
    this.#lastEnds.set(counter, Math.min(gathering.endsAt, this.#env.now()));
    const settle = (outcome: Outcome) => gathering.resolvers.forEach((resolve) => resolve(outcome));
    if (gathering.sum === 0) {
      settle({ outcome: 'no-click', counter, delta: 0 });
      this.#pending.change(counter, -1, 0);
    } else {
      this.#send(counter, gathering.sum, settle);
    }
  }
}
