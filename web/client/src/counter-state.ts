import { isEarlier, isNewer } from './epochs.js';
import { includes, isUnlisted, type EpochReceipt } from './receipts.js';
import type { PendingClicks, Total } from './types.js';

/** The time after which a receipt that no total may reach is let go, in milliseconds. */
export const LET_GO_MS = 60_000;

/** The same time while only increments were seen, in milliseconds. It outlasts a shard that lags by ten minutes. */
export const LET_GO_INCREMENTS_MS = 900_000;

/** The time after which the client asks for a receipt of a shard without a watermark, in milliseconds. */
export const ASK_AFTER_MS = 5_000;

/** The time after which an accepted click without its total makes the connection suspect, in milliseconds. */
export const OVERDUE_AFTER_MS = 3_000;

/** The part of a total that decides the shown number. */
export type KnownTotal = Pick<Total, 'epoch' | 'version' | 'count' | 'watermarks'>;

/** The answer to an accepted click. */
export interface AcceptedClick extends EpochReceipt {
  /** Whether the click may have been sent before, so that its receipt may have another number than the message. */
  readonly repeated: boolean;
}

interface Held extends AcceptedClick {
  readonly answeredAt: number;
  asked: boolean;
  reported: boolean;
}

/** A click that the total may not include: unanswered, or held until a total covers its receipt. */
export interface OpenClick {
  readonly counter: string;
  /** The sum of the click's presses. */
  delta: number;
  held: Held | undefined;
}

/** Returns a click that is not sent, with the sum of its presses so far. */
export function openClick(counter: string, delta = 0): OpenClick {
  return { counter, delta, held: undefined };
}

/**
 * The state of one counter: its total, its open clicks and the number to show.
 *
 * A press changes the shown number by its delta. After each change the number is kept within two bounds: the total with
 * all open decrements, and the total with all open increments. The total may already include unanswered clicks, and
 * the bounds allow for both cases. While all clients count up, the lower bound never falls. The number also never
 * exceeds the sum of the total and the clicks that it lacks. It therefore never falls, and it ends at the total.
 *
 * An accepted click is held until a total of its epoch covers its receipt. A total of a later epoch of the region, or
 * of another region, replaces the number. It drops the receipts of all other epochs. An earlier epoch is ignored.
 *
 * No total may reach the receipt of a repeated send, because SQS may return another number than the message has.
 * Such a receipt is let go after {@link LET_GO_MS}. The number falls then if the shard lags by more than that time. While
 * only increments were seen, the receipt is therefore held for {@link LET_GO_INCREMENTS_MS}. That does no harm, because
 * the number exceeds the clicks only after a decrement. A receipt of another region is also let go after
 * {@link LET_GO_MS}, because the totals of that region may never arrive.
 *
 * The first total of an epoch is shown as it is, because it may include every click without an answer. The number would
 * fall if it contained such a click twice.
 */
export class CounterState {
  readonly #clicks = new Set<OpenClick>();
  #total: KnownTotal | undefined;
  #shown: number | undefined;
  #watched = false;
  /** Whether a decrement was seen: a press, or a total that grew by less than 1 per write of a shard. */
  #sawDecrement = false;

  /** The number to show, undefined before the first total. */
  get shown(): number | undefined {
    return this.#shown;
  }

  /** The clicks without an answer. */
  get pending(): PendingClicks {
    const unanswered = [...this.#clicks].filter(({ held }) => held === undefined);
    return { clicks: unanswered.length, sum: unanswered.reduce((sum, { delta }) => sum + delta, 0) };
  }

  /** Whether the state is superfluous: it contains no click, and no screen needs its number. */
  get isIdle(): boolean {
    return !this.#watched && this.#clicks.size === 0;
  }

  /** @param watched whether totals arrive; without them nothing is covered, so no further receipt is held */
  watch(watched: boolean): void {
    this.#watched = watched;
  }

  /** Adds a click that an earlier page has left. Its presses are not shown, because the total may include them. */
  restore(click: OpenClick): void {
    this.#clicks.add(click);
  }

  /** Adds a press to a click. */
  press(click: OpenClick, delta: number): void {
    this.#clicks.add(click);
    click.delta += delta;
    this.#sawDecrement ||= delta < 0;
    if (this.#shown !== undefined) {
      this.#shown += delta;
    }
    this.#bound();
  }

  accept(click: OpenClick, accepted: AcceptedClick, now: number): void {
    const total = this.#total;
    if (!this.#watched || !total || isEarlier(accepted.epoch, total.epoch) || includes(total, accepted)) {
      this.#clicks.delete(click);
    } else {
      click.held = { ...accepted, answeredAt: now, asked: false, reported: false };
    }
    this.#bound();
  }

  /** Removes a click that the server is not known to count. */
  drop(click: OpenClick): void {
    this.#clicks.delete(click);
    this.#bound();
  }

  receive(total: KnownTotal): void {
    const known = this.#total;
    if (known !== undefined && !isNewer(total, known)) {
      return;
    }
    this.#total = total;
    if (known?.epoch === total.epoch) {
      this.#sawDecrement ||= total.count - known.count < total.version - known.version;
      this.#release((held) => includes(total, held));
    } else {
      this.#shown = total.count;
      this.#release((held) => held.epoch !== total.epoch || includes(total, held));
    }
    this.#bound();
  }

  /** Returns the newest held receipt to ask for now, once. */
  takeQuestion(now: number): EpochReceipt | undefined {
    const due = this.#held().filter((held) => this.#askAt(held) <= now);
    const newest = due.at(-1);
    due.filter(({ receipt }) => receipt.shard === newest?.receipt.shard).forEach((held) => (held.asked = true));
    return newest;
  }

  /** Receives the exact count after a receipt. It includes the clicks of the shard up to that receipt. */
  receiveAfter({ epoch, receipt }: EpochReceipt, exact: KnownTotal): void {
    this.receive(exact);
    const watermarks = { [receipt.shard]: receipt.sequence };
    this.#release((held) => includes({ epoch, watermarks }, held));
    this.#bound();
  }

  /** Drops the receipts of an epoch that has ended. */
  endEpoch(epoch: string): void {
    this.#release((held) => held.epoch === epoch);
    this.#bound();
  }

  /** Lets go of the receipts that are held for too long. */
  expire(now: number): void {
    this.#release((held) => this.#letGoAt(held) <= now);
    this.#bound();
  }

  /** Returns the time of the next {@link expire} or {@link takeQuestion}; Infinity if none is needed. */
  nextStep(): number {
    return this.#held().reduce((next, held) => Math.min(next, this.#letGoAt(held), this.#askAt(held)), Infinity);
  }

  /** Returns the time at which a held click is overdue; Infinity if none will be. */
  nextOverdue(): number {
    return this.#held().reduce(
      (next, { answeredAt, reported }) => (reported ? next : Math.min(next, answeredAt + OVERDUE_AFTER_MS)),
      Infinity,
    );
  }

  /**
   * Returns whether a held click is overdue, so that the connection may be dead. The clicks held now are reported once,
   * so a counter that lags reports at most once in {@link OVERDUE_AFTER_MS}.
   */
  takeOverdue(now: number): boolean {
    const isOverdue = this.nextOverdue() <= now;
    if (isOverdue) {
      this.#held().forEach((held) => (held.reported = true));
    }
    return isOverdue;
  }

  #held(): Held[] {
    return [...this.#clicks].flatMap(({ held }) => held ?? []);
  }

  #release(isOver: (held: Held) => boolean): void {
    for (const click of this.#clicks) {
      if (click.held !== undefined && isOver(click.held)) {
        this.#clicks.delete(click);
      }
    }
  }

  #letGoAt({ epoch, repeated, answeredAt }: Held): number {
    const current = this.#total?.epoch ?? epoch;
    const isOfAnotherRegion = epoch !== current && !isEarlier(current, epoch);
    if (isOfAnotherRegion || (repeated && this.#sawDecrement)) {
      return answeredAt + LET_GO_MS;
    }
    return repeated ? answeredAt + LET_GO_INCREMENTS_MS : Infinity;
  }

  #askAt({ epoch, receipt, answeredAt, asked }: Held): number {
    const total = this.#total;
    const unlisted = total?.epoch === epoch && isUnlisted(total.watermarks, receipt.shard);
    return unlisted && !asked ? answeredAt + ASK_AFTER_MS : Infinity;
  }

  #bound(): void {
    if (this.#total === undefined || this.#shown === undefined) {
      return;
    }
    let least = this.#total.count;
    let most = least;
    for (const { delta } of this.#clicks) {
      least += Math.min(delta, 0);
      most += Math.max(delta, 0);
    }
    this.#shown = Math.min(Math.max(this.#shown, least), most);
  }
}
