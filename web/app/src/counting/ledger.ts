import type { Total } from '@tally/client';

/** How long a total that may hold an accepted press is given to be followed by the one that does, in milliseconds. */
export const GRACE_MS = 2_500;

/** How long an accepted press is shown without any total after it, in milliseconds. */
export const LIMIT_MS = 300_000;

/** How many of the last totals are kept, to find the first one that can hold a press accepted later. */
const TOTALS_KEPT = 32;

/** One press of this page, for as long as the total may not hold it. */
export interface Press {
  readonly delta: number;
  readonly pressedAt: number;
  /** The part of the delta that no total has brought yet. */
  open: number;
  /** When a total had brought all of it. */
  coveredAt?: number;
  /** The server's time of its 202, and ours. */
  accepted?: { readonly serverTime: number; readonly answeredAt: number };
}

/** What a ledger knows of a total. */
export type ReceivedTotal = Pick<Total, 'count' | 'updatedAt'>;

interface Arrival {
  readonly updatedAt: number;
  readonly at: number;
}

/**
 * What a screen shows of one counter: its last total, and this page's presses that the total does not hold yet.
 *
 * Nothing tells which presses a total holds. Its time does not: the total of a neighbour's press is newer than ours and
 * may lack it, and a quick one holds ours and is older than our 202. So each change of the total is taken to bring our
 * own open presses of the same sign first, oldest first. While everybody counts up, the number then never falls, never
 * exceeds what was pressed, and ends on the total. Where ups and downs cancel out within one total, a press stays open
 * though it was counted; it is dropped `GRACE_MS` after a total that is no older than its 202. Without such a total
 * it is shown on, since a 202 is a promise, up to `LIMIT_MS`.
 *
 * The first total has none before it to be a change of, and may hold any of the presses made until then, those without an
 * answer, too. It is taken to bring them all: what it lacks a later one brings, and the number rises.
 */
export class Ledger {
  readonly #now: () => number;
  readonly #onTimed: (milliseconds: number) => void;
  #presses: Press[] = [];
  #arrivals: Arrival[] = [];
  #count: number | undefined;

  /**
   * @param now milliseconds of a clock that is never set back
   * @param onTimed hears how long each press took to be in a total, other than those made before the first one
   */
  constructor(now: () => number, onTimed: (milliseconds: number) => void = () => {}) {
    this.#now = now;
    this.#onTimed = onTimed;
  }

  /** The number to show, undefined before the first total. */
  get shown(): number | undefined {
    return this.#count === undefined ? undefined : this.#count + this.open;
  }

  /** The sum of what is shown beyond the total. */
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

  /** The press will not be counted, as far as anybody knows. */
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

  /** Drops what has been waited for. @returns when to call again, undefined if there is no need */
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

  /** The arrival of the first total that brought the press and is not older than it, by the server's clock. */
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
