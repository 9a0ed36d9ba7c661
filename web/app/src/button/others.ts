import type { Total } from '@tally/client';
import { useEffect, useRef } from 'preact/compat';
import { useLatest } from '../hooks.js';

/** The expected time between two totals before any were seen, in milliseconds. */
const FIRST_INTERVAL_MS = 400;
const LEAST_MS = 66;
const MOST_MS = 2_000;
const WEIGHT_OF_LAST = 0.3;

/** Receives the number of presses of other people in a total, and the expected time until the next total. */
export type OthersListener = (presses: number, untilNextMs: number) => void;

interface Seen {
  readonly total: Total;
  readonly shown: number;
  readonly own: number;
  readonly at: number;
}

/**
 * The presses of other people, from the numbers of this page.
 *
 * An own press changes the shown number at once, and its total does not change it again. The presses of others are
 * therefore the growth of the shown number without the own presses. A press in another tab of this browser is known
 * before its total, so its growth is still owed.
 */
export class Others {
  #seen: Seen | undefined;
  #intervalMs = FIRST_INTERVAL_MS;
  /** The growth that own presses in other tabs will cause, as a negative number. */
  #owed = 0;

  /** Returns the expected time until the next total, from the last intervals. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** Returns the number of presses of others since the last call. */
  see(total: Total, shown: number, own: number, at: number): number {
    const before = this.#seen;
    this.#seen = { total, shown, own, at: before?.total.version === total.version ? before.at : at };
    if (before === undefined || before.total.epoch !== total.epoch) {
      this.#owed = 0;
      return 0;
    }
    if (before.total.version !== total.version) {
      const interval = Math.min(MOST_MS, Math.max(LEAST_MS, at - before.at));
      this.#intervalMs += WEIGHT_OF_LAST * (interval - this.#intervalMs);
    }
    const presses = shown - before.shown - (own - before.own) + this.#owed;
    this.#owed = Math.min(0, own === before.own ? Math.max(this.#owed, presses) : presses);
    return Math.max(0, presses);
  }
}

/** Calls a listener for the presses of other people. */
export function useOthers(
  total: Total | undefined,
  shown: number | undefined,
  own: number,
  listener: OthersListener,
): void {
  const others = useRef<Others>(undefined);
  const latest = useLatest(listener);
  useEffect(() => {
    if (total === undefined || shown === undefined) {
      return;
    }
    others.current ??= new Others();
    const presses = others.current.see(total, shown, own, performance.now());
    if (presses > 0) {
      latest.current(presses, others.current.intervalMs);
    }
  }, [total, shown, own]);
}
