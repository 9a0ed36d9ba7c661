import type { ClickOutcome } from '@tally/client';
import { useCallback, useSyncExternalStore } from 'preact/compat';
import { Listeners } from './counting/listeners.js';
import type { Tally } from './counting/tally.js';
import { useTally } from './hooks.js';
import { isCount, store, stored } from './storage.js';

/** The sum of the presses of one counter by one person. */
export interface OwnSum {
  /** The sum on this page since it was opened. */
  readonly here: number;
  /** The sum in this browser, across visits and tabs. */
  readonly all: number;
}

/** The presses of one counter in this browser, remembered across visits. */
export class OwnPresses {
  readonly #key: string;
  readonly #listeners = new Listeners();
  #sum: OwnSum;

  constructor(id: string) {
    this.#key = `tally-own-presses:${id}`;
    this.#sum = { here: 0, all: this.#stored() };
  }

  readonly sum = (): OwnSum => this.#sum;

  readonly listen = (listener: () => void): (() => void) => {
    const end = this.#listeners.add(listener);
    const otherTab = ({ key }: StorageEvent) =>
      key === this.#key && this.#set({ here: this.#sum.here, all: this.#stored() });
    window.addEventListener('storage', otherTab);
    return () => {
      window.removeEventListener('storage', otherTab);
      end();
    };
  };

  add(delta: number): void {
    this.#change(delta, this.#sum.here + delta);
  }

  /** Removes a press that was certainly not counted. */
  lose(delta: number): void {
    this.#change(-delta, this.#sum.here);
  }

  #change(delta: number, here: number): void {
    const all = (stored(this.#key, isCount) ?? this.#sum.all) + delta;
    store(this.#key, all);
    this.#set({ here, all });
  }

  #stored(): number {
    return stored(this.#key, isCount) ?? 0;
  }

  #set(sum: OwnSum): void {
    this.#sum = sum;
    this.#listeners.notify();
  }
}

const pages = new WeakMap<Tally, Map<string, OwnPresses>>();

/** Returns the presses of a counter, always the same object for a page. */
export function ownPresses(tally: Tally, id: string): OwnPresses {
  const page = pages.get(tally) ?? new Map<string, OwnPresses>();
  pages.set(tally, page);
  const own = page.get(id) ?? new OwnPresses(id);
  page.set(id, own);
  return own;
}

/** Forgets the presses of a click that was certainly not counted. */
export function forgetLost(tally: Tally, click: ClickOutcome): void {
  if ((click.outcome === 'refused' || click.outcome === 'given-up') && !click.mayHaveBeenCounted) {
    ownPresses(tally, click.counter).lose(click.delta);
  }
}

/** Returns the sum of the own presses of a counter, and the function that presses it. */
export function useOwnPresses(id: string): OwnSum & { readonly press: (delta: number) => void } {
  const tally = useTally();
  const own = ownPresses(tally, id);
  const press = useCallback(
    (delta: number) => {
      own.add(delta);
      tally.press(id, delta, () => own.lose(delta));
    },
    [own, tally, id],
  );
  return { ...useSyncExternalStore(own.listen, own.sum), press };
}
