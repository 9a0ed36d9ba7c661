import { notify, type Environment } from './environment.js';
import type { PendingClicks, Unsubscribe } from './types.js';

/** Hears of a counter whose pending clicks have changed. */
export type PendingListener = (counter: string, pending: PendingClicks) => void;

const NONE: PendingClicks = { clicks: 0, sum: 0 };

/** What was pressed and is not settled yet, by counter. */
export class Pending {
  readonly #env: Pick<Environment, 'report'>;
  readonly #byCounter = new Map<string, PendingClicks>();
  readonly #listeners = new Set<PendingListener>();

  constructor(env: Pick<Environment, 'report'>) {
    this.#env = env;
  }

  of(counter: string): PendingClicks {
    return this.#byCounter.get(counter) ?? NONE;
  }

  all(): ReadonlyMap<string, PendingClicks> {
    return new Map(this.#byCounter);
  }

  listen(listener: PendingListener): Unsubscribe {
    const own: PendingListener = (counter, pending) => listener(counter, pending);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

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
