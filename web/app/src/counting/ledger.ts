import type { Total } from '@tally/client';

/** The wait for the total that includes an accepted press, after a total that may include it, in milliseconds. */
export const GRACE_MS = 2_500;

/** The time that an accepted press is shown without a later total, in milliseconds. */
export const LIMIT_MS = 300_000;

/** The number of kept totals, among which is the first that can include a press accepted later. */
const TOTALS_KEPT = 32;

/** A press of this page that the total may not include yet. */
export interface Press {
  readonly delta: number;
  readonly pressedAt: number;
  /** The part of the delta that no total includes yet. */
  open: number;
  /** The arrival of the total that completed the delta. */
  coveredAt?: number;
  /** The server's time of its 202, and the time at which the 202 arrived here. */
  accepted?: { readonly serverTime: number; readonly answeredAt: number };
}

/** The part of a total that a ledger needs. */
export type ReceivedTotal = Pick<Total, 'count' | 'updatedAt'>;

interface Arrival {
  readonly updatedAt: number;
  readonly at: number;
}

/**
 * The shown number of one counter: its last total, and this page's presses that the total does not include yet.
 *
 * A total does not say which presses it includes. Its time does not help. A total of another page's press is newer than
 * our press and may lack it. A quick total includes our press and is older than our 202. The ledger therefore assigns
 * each change of the total to our open presses of the same sign first, oldest first. While all pages count up, the
 * number never falls, never exceeds the sum of all presses, and ends at the total.
 *
 * If ups and downs cancel out within one total, a counted press stays open. It is dropped `GRACE_MS` after a total that
 * is not older than its 202. Without such a total it is shown up to `LIMIT_MS`, because a 202 is a promise.
 *
 * The first total has no predecessor to compare with. It may already include every press made so far, even unanswered
 * ones, so the ledger assumes that it does. A later total adds the missing presses, and the number rises.
 */
export class Ledger {
  readonly #now: () => number;
  readonly #onTimed: (milliseconds: number) => void;
  #presses: Press[] = [];
  #arrivals: Arrival[] = [];
  #count: number | undefined;

  /**
   * @param now returns the milliseconds of a clock that is never set back
   * @param onTimed receives the time from each press to its total, except for presses before the first total
   */
  constructor(now: () => number, onTimed: (milliseconds: number) => void = () => {}) {
    this.#now = now;
    this.#onTimed = onTimed;
  }

  /** Returns the number to show, or undefined before the first total. */
  get shown(): number | undefined {
    return this.#count === undefined ? undefined : this.#count + this.open;
  }

  /** Returns the sum of the shown presses that the total does not include. */
  get open(): number {
    return this.#presses.reduce((sum, { open }) => sum + open, 0);
  }

  press(delta: number): Press {
    const press: Press = { delta, pressedAt: this.#now(), open: delta };
    this.#presses.push(press);
    return press;
  }

  /** @param serverTime epoch milliseconds of the server */
  accept(press: Press, serverTime: number): void {
    press.accepted = { serverTime, answeredAt: this.#now() };
    this.#finish(press);
  }

  /** Removes a press that the server is not known to count. */
  drop(press: Press): void {
    this.#presses = this.#presses.filter((other) => other !== press);
  }

  receive({ count, updatedAt }: ReceivedTotal): void {
    const at = this.#now();
    if (this.#count === undefined) {
      this.#presses = [];
    } else {
      this.#cover(count - this.#count, at);
    }
    this.#count = count;
    this.#arrivals.push({ updatedAt: updatedAt === null ? -Infinity : Date.parse(updatedAt), at });
    if (this.#arrivals.length > TOTALS_KEPT) {
      this.#arrivals.shift();
    }
    this.#presses.forEach((press) => this.#finish(press));
  }

  /** Drops the presses that have expired. Returns the time of the next call, or undefined if none is needed. */
  expire(): number | undefined {
    const now = this.#now();
    this.#presses = this.#presses.filter((press) => this.#deadline(press) > now);
    const next = Math.min(...this.#presses.map((press) => this.#deadline(press)));
    return next === Infinity ? undefined : next;
  }

  #cover(change: number, at: number): void {
    let left = change;
    for (const press of this.#presses) {
      if (press.open !== 0 && Math.sign(press.open) === Math.sign(left)) {
        const part = Math.sign(left) * Math.min(Math.abs(left), Math.abs(press.open));
        press.open -= part;
        left -= part;
        if (press.open === 0) {
          press.coveredAt = at;
        }
      }
    }
  }

  #finish(press: Press): void {
    if (press.accepted !== undefined && press.coveredAt !== undefined) {
      this.#onTimed(this.#shownAt(press, press.coveredAt, press.accepted) - press.pressedAt);
      this.drop(press);
    }
  }

  /** Returns the arrival of the first total that includes the press and is not older, by the server's clock. */
  #shownAt(press: Press, coveredAt: number, { serverTime, answeredAt }: NonNullable<Press['accepted']>): number {
    const madeAt = serverTime - (answeredAt - press.pressedAt);
    const first = this.#arrivals.find(({ updatedAt, at }) => at >= coveredAt && updatedAt >= madeAt);
    return first?.at ?? coveredAt;
  }

  #deadline({ accepted }: Press): number {
    if (accepted === undefined) {
      return Infinity;
    }
    const holder = this.#arrivals.find(({ updatedAt }) => updatedAt >= accepted.serverTime);
    return holder === undefined ? accepted.answeredAt + LIMIT_MS : Math.max(holder.at, accepted.answeredAt) + GRACE_MS;
  }
}
