import { includes, type Accepted, type Total } from '@tally/client';

/** The number of kept totals, and of presses that wait for their total. */
const KEPT = 100;

/** A press with the start of its time. */
export interface TimedPress {
  readonly pressedAt: number;
  accepted?: Pick<Accepted, 'epoch' | 'receipt'>;
}

interface Arrival {
  readonly total: Pick<Total, 'epoch' | 'watermarks'>;
  readonly at: number;
}

/**
 * The times from presses to the first totals that include them.
 *
 * A total may arrive before the answer that contains the receipt, so the last totals are kept. Presses before the first
 * total are not measured, because their time would be that of opening the page. Repeated sends are not measured either,
 * because no total may reach their receipts.
 */
export class PressTimes {
  readonly #now: () => number;
  readonly #onTimed: (milliseconds: number) => void;
  #waiting: TimedPress[] = [];
  #arrivals: Arrival[] = [];

  /**
   * @param now returns the milliseconds of a clock that is never set back
   * @param onTimed receives each time in milliseconds
   */
  constructor(now: () => number, onTimed: (milliseconds: number) => void) {
    this.#now = now;
    this.#onTimed = onTimed;
  }

  /** Forgets all presses and totals, because no further totals arrive. */
  clear(): void {
    this.#waiting = [];
    this.#arrivals = [];
  }

  /** Starts the time of a press. Returns undefined if it is not measured. */
  press(): TimedPress | undefined {
    return this.#arrivals.length === 0 ? undefined : { pressedAt: this.#now() };
  }

  accept(press: TimedPress, accepted: Pick<Accepted, 'epoch' | 'receipt' | 'repeated'>): void {
    if (accepted.repeated) {
      return;
    }
    press.accepted = accepted;
    const first = this.#arrivals.find(({ total }) => includes(total, accepted));
    if (first === undefined) {
      this.#waiting = [...this.#waiting, press].slice(-KEPT);
    } else {
      this.#onTimed(first.at - press.pressedAt);
    }
  }

  receive(total: Pick<Total, 'epoch' | 'watermarks'>): void {
    const at = this.#now();
    this.#arrivals = [...this.#arrivals, { total, at }].slice(-KEPT);
    const included = this.#waiting.filter(({ accepted }) => accepted !== undefined && includes(total, accepted));
    this.#waiting = this.#waiting.filter((press) => !included.includes(press));
    included.forEach(({ pressedAt }) => this.#onTimed(at - pressedAt));
  }
}
