import { notify, type Environment } from './environment.js';
import type { PendingClicks, Unsubscribe } from './types.js';

/** Receives a counter and its unsettled clicks whenever they change. */
export type PendingListener = (counter: string, pending: PendingClicks) => void;

const NONE: PendingClicks = { clicks: 0, sum: 0 };

/** The unsettled clicks, by counter. */
export class Pending {
  readonly #env: Pick<Environment, 'report'>;
  readonly #byCounter = new Map<string, PendingClicks>();
  readonly #listeners = new Set<PendingListener>();

  constructor(env: Pick<Environment, 'report'>) {
    this.#env = env;
  }

  /** Returns the unsettled clicks of a counter. */
  of(counter: string): PendingClicks {
    return this.#byCounter.get(counter) ?? NONE;
  }

  /** Returns a copy of the unsettled clicks of all counters. */
  all(): ReadonlyMap<string, PendingClicks> {
    return new Map(this.#byCounter);
  }

  /** Adds a listener. Returns a function that removes it. */
  listen(listener: PendingListener): Unsubscribe {
    const own: PendingListener = (counter, pending) => listener(counter, pending);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Adds to a counter's number and sum, and notifies the listeners. */
  change(counter: string, clicks: number, sum: number): void {
    const before = this.of(counter);
    const after = { clicks: before.clicks + clicks, sum: before.sum + sum };
    if (after.clicks === 0) {
      this.#byCounter.delete(counter);
    } else {
      this.#byCounter.set(counter, after);
    }
    for (const listener of [...this.#listeners]) {
      notify(this.#env, () => listener(counter, after));
    }
  }

  removeListeners(): void {
    this.#listeners.clear();
  }
}
