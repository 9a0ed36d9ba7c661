import { isEarlier, isNewer } from './epochs.js';
import { boundsOf, type VoteKind } from './kinds.js';
import { includes, isUnlisted, type EpochReceipt } from './receipts.js';
import type { Total } from './types.js';

/** The time after which a receipt that no total may reach is let go, in milliseconds. */
export const LET_GO_VOTE_MS = 60_000;

/** The numbers of a total that a vote changes. */
export type VoteNumbers = Partial<Pick<Total, 'count' | 'up' | 'down' | 'voters'>>;

/** The part of a total that decides the numbers to show. */
export type KnownVotes = Pick<Total, 'epoch' | 'version' | 'count' | 'up' | 'down' | 'voters' | 'watermarks'>;

/** The receipt of an accepted vote. */
interface Answer extends EpochReceipt {
  /** Whether the receipt may have another number than the message. */
  readonly repeated: boolean;
  /** The time of the answer, in epoch milliseconds. */
  readonly at: number;
}

interface OpenVote {
  readonly id: string;
  readonly value: number;
  answer: Answer | undefined;
  /** Whether this tab has begun the vote after the present total, which therefore lacks it. */
  isNew: boolean;
}

/** The names of {@link VoteNumbers}. */
export const PARTS = ['count', 'up', 'down', 'voters'] as const;

type Part = (typeof PARTS)[number];

/**
 * The state of one counter of votes: the total, the voter's own votes that the total may lack, and the numbers to show.
 *
 * The numbers are those of the total, with the present own value in place of the one in the total. They are
 * therefore right if the latter is known. All votes of a voter on a counter are in one shard. The watermark of that
 * shard names the own vote that was counted last. The total lacks each later vote, and each vote that began after the
 * total. Only a vote without an answer, or with the receipt of a repeated send, leaves a doubt. The total then includes
 * one of a few values, and the client assumes one of them:
 *
 * - A value that contradicts the total is never assumed. A total of 0 likes includes no own like.
 * - A vote changes the numbers by its difference at once, because the assumed value stays.
 * - After another total, the value is assumed that changes the numbers least. A vote therefore changes them once, although
 *   its total can come before its answer, or its answer can be lost.
 * - Without earlier numbers, the value is assumed that makes up the total alone. Otherwise it is the one that shows the
 *   total as it is. Before the own value is read, a vote therefore changes only a total that is too small to include it.
 *
 * The numbers differ from the total by at most one vote of the kind. With one voter, they are the own value.
 *
 * No total may reach the receipt of a repeated send. Such a receipt is let go after {@link LET_GO_VOTE_MS}. So is one
 * of another region, or of a shard that the total does not list. The doubt then stays until the own value is read. If the
 * shard lags for longer, the numbers can be wrong by one vote until it is counted.
 */
export class VoteState {
  readonly #kind: VoteKind;
  /** The own votes that the total may lack, in the order of the queue. */
  #votes: OpenVote[] = [];
  /** The own value that the total includes, apart from {@link #votes}; undefined if it is not known. */
  #included: number | undefined;
  /** The values in place of {@link #included} that the total may include, because it may be older. */
  #earlier: readonly number[] = [];
  #mine: number | undefined;
  #lastCounted: string | undefined;
  #total: KnownVotes | undefined;
  /** The own value in the total, as the shown numbers assume it. */
  #assumed: number | undefined;
  #shown: VoteNumbers = {};

  constructor(kind: VoteKind) {
    this.#kind = kind;
  }

  /** The voter's own value, undefined until it is known. */
  get mine(): number | undefined {
    return this.#mine;
  }

  /** The own value that was counted last, if no later vote is open. */
  get counted(): number | undefined {
    return this.#votes.length === 0 ? this.#included : undefined;
  }

  /** The numbers to show. They are absent before the first total, or if the total lacks them. */
  get shown(): VoteNumbers {
    return this.#shown;
  }

  /** Whether an accepted vote is in no total yet. */
  get isHeld(): boolean {
    return this.#votes.some(({ answer }) => answer !== undefined);
  }

  /** The values that a total may include; undefined if they are not known. */
  get values(): readonly number[] | undefined {
    const values = this.#votes.map(({ value }) => value);
    return this.#included === undefined ? undefined : [...new Set([this.#included, ...this.#earlier, ...values])];
  }

  has(id: string): boolean {
    return this.#votes.some((vote) => vote.id === id);
  }

  /** Changes the own value. */
  want(value: number | undefined): void {
    this.#mine = value;
    this.#show();
  }

  /** Adds a vote without an answer, once. */
  open(id: string, value: number, isNew = false): void {
    if (!this.has(id)) {
      this.#votes.push({ id, value, answer: undefined, isNew });
      this.#show();
    }
  }

  /** Adds the answer to a vote. */
  accept(id: string, value: number, answer: Answer): void {
    if (id !== this.#lastCounted) {
      this.open(id, value);
      this.#votes.find((open) => open.id === id)!.answer ??= answer;
      this.#cover();
      this.#show();
    }
  }

  /** Removes a vote that was certainly not counted. */
  drop(id: string): void {
    this.#votes = this.#votes.filter((vote) => vote.id !== id);
    this.#show();
  }

  /** Receives the counted value, as the server returned it while no own vote was open. */
  read(value: number): void {
    this.#earlier = this.values ?? [];
    this.#votes = [];
    this.#included = this.#mine = value;
    this.#show('read');
  }

  /** Trusts that the total is not older than the last read. Returns whether it contradicts the counted value. */
  trust(): boolean {
    this.#earlier = [];
    this.#show();
    return this.#isContradicted;
  }

  /** Receives the {@link values} before an open vote, from an earlier page or another tab. */
  restore(id: string, [included, ...open]: readonly number[]): void {
    const known = this.values;
    if (known === undefined && this.#votes.length === 0) {
      this.#included = included;
      this.#add(open);
    } else if (known !== undefined && !this.has(id) && id !== this.#lastCounted) {
      // This tab may have missed earlier votes.
      this.#add([included!, ...open].filter((value) => !known.includes(value)));
    }
  }

  /** Adds votes of which only the values are known. */
  #add(values: readonly number[]): void {
    this.#votes.push(...values.map((value) => ({ id: '', value, answer: undefined, isNew: false })));
  }

  /** Forgets the counted value, which may have changed without a vote of this voter. */
  forget(): void {
    this.#included = undefined;
    this.#show();
  }

  /** Receives a total. Returns whether the counted value has to be read again. */
  receive(total: KnownVotes): boolean {
    const known = this.#total;
    if (known !== undefined && !isNewer(total, known)) {
      return false;
    }
    const isOtherEpoch = known !== undefined && known.epoch !== total.epoch;
    this.#total = total;
    this.#earlier = [];
    this.#votes.forEach((vote) => (vote.isNew = false));
    if (isOtherEpoch) {
      this.#assumed = undefined;
      this.#votes = this.#votes.filter(({ answer }) => answer === undefined || answer.epoch === total.epoch);
      this.#included = undefined;
    }
    this.#cover();
    const isContradicted = this.#isContradicted;
    if (isContradicted) {
      this.#included = undefined;
    }
    this.#show('total');
    return isOtherEpoch || isContradicted;
  }

  /** Lets go of the receipts that no total may reach. Returns whether the counted value has to be read again. */
  expire(now: number): boolean {
    const values = this.values ?? valuesOf(this.#kind);
    const isOver = this.#removeThrough((answer) => this.#isUnseen(answer) && answer.at + LET_GO_VOTE_MS <= now);
    if (isOver) {
      this.#earlier = values;
      this.#show();
    }
    return isOver;
  }

  /** Returns whether it is possible that no total reaches a receipt. */
  #isUnseen({ epoch, receipt, repeated }: Answer): boolean {
    const total = this.#total;
    const isOfAnotherRegion = total !== undefined && epoch !== total.epoch && !isEarlier(total.epoch, epoch);
    return repeated || isOfAnotherRegion || (total !== undefined && isUnlisted(total.watermarks, receipt.shard));
  }

  /** Removes the votes that the total includes. */
  #cover(): void {
    const total = this.#total;
    if (total !== undefined) {
      this.#removeThrough((answer) => includes(total, answer));
    }
  }

  /** Removes the votes up to the last one with an answer that is counted. Returns whether there is one. */
  #removeThrough(isCounted: (answer: Answer) => boolean): boolean {
    const last = this.#votes.map(({ answer }) => answer !== undefined && isCounted(answer)).lastIndexOf(true);
    if (last >= 0) {
      this.#included = this.#votes[last]!.value;
      this.#earlier = [];
      this.#lastCounted = this.#votes[last]!.id;
      this.#votes = this.#votes.slice(last + 1);
    }
    return last >= 0;
  }

  /** Whether the total cannot include the counted value. */
  get #isContradicted(): boolean {
    return this.#total !== undefined && this.counted !== undefined && !this.#contains(this.#total, this.counted);
  }

  /** Returns whether a total can include an own value. Each other voter with claps has at least one. */
  #contains(total: VoteNumbers, value: number): boolean {
    const share = shares(this.#kind, value);
    if (this.#kind === 'updown') {
      return PARTS.slice(1).every((part) => (total[part] ?? share[part]) >= share[part]);
    }
    const others = (total.voters ?? Infinity) - share.voters;
    const rest = total.count! - share.count;
    return others === Infinity ? rest >= 0 : others >= 0 && rest >= others && (others > 0 || rest === 0);
  }

  /** Returns the own values that the total may include. */
  #candidates(total: VoteNumbers): number[] {
    const all = valuesOf(this.#kind);
    const values = this.#included === undefined ? [...all] : [this.#included, ...this.#earlier];
    for (const { value, answer, isNew } of this.#votes) {
      if (isNew || (answer !== undefined && !this.#isUnseen(answer))) {
        break;
      }
      values.push(value);
    }
    // A read may be ahead of the total.
    return (
      [values, all]
        .map((each) => each.filter((value) => this.#contains(total, value)))
        .find(({ length }) => length > 0) ?? [0]
    );
  }

  /**
   * Shows the numbers after a change.
   *
   * @param change the reason to assume a value again: another total, or a read of the counted value
   */
  #show(change?: 'total' | 'read'): void {
    if (this.#total === undefined) {
      return;
    }
    const total = numbersOf(this.#total);
    const mine = this.#mine;
    if (mine === undefined) {
      this.#assumed = undefined;
      this.#shown = total;
      return;
    }
    const candidates = this.#candidates(total);
    const isFirst = this.#included === undefined || this.#assumed === undefined;
    if (isFirst || change !== undefined || !candidates.includes(this.#assumed!)) {
      const before = isFirst ? total : this.#shown;
      const isAlone = (value: number) => isZero(replaced(this.#kind, total, value, 0));
      const alone = isFirst || change === 'read' ? candidates.find(isAlone) : undefined;
      const changed = (value: number) => distance(before, replaced(this.#kind, total, value, mine));
      this.#assumed = alone ?? nearest(candidates, changed);
    }
    this.#shown = replaced(this.#kind, total, this.#assumed!, mine);
  }
}

function numbersOf({ count, up, down, voters }: KnownVotes): VoteNumbers {
  return {
    count,
    ...(up === undefined ? {} : { up }),
    ...(down === undefined ? {} : { down }),
    ...(voters === undefined ? {} : { voters }),
  };
}

/** Returns all values of a kind. */
function valuesOf(kind: VoteKind): number[] {
  const [least, most] = boundsOf(kind);
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}

/** Returns the share of a voter in each number. */
function shares(kind: VoteKind, value: number): Required<VoteNumbers> {
  return {
    count: value,
    up: kind === 'updown' ? Number(value > 0) : 0,
    down: kind === 'updown' ? Number(value < 0) : 0,
    voters: kind === 'clap' ? Number(value > 0) : 0,
  };
}

/** Returns the numbers with another value of a voter. */
function replaced(kind: VoteKind, numbers: VoteNumbers, from: number, to: number): VoteNumbers {
  const [before, after] = [shares(kind, from), shares(kind, to)];
  const change = (part: Part) => [part, numbers[part]! + after[part] - before[part]];
  return Object.fromEntries(PARTS.filter((part) => numbers[part] !== undefined).map(change)) as VoteNumbers;
}

function isZero(numbers: VoteNumbers): boolean {
  return Object.values(numbers).every((number) => number === 0);
}

function distance(from: VoteNumbers, to: VoteNumbers): number {
  return PARTS.reduce((sum, part) => sum + Math.abs((to[part] ?? 0) - (from[part] ?? 0)), 0);
}

function nearest(values: readonly number[], distanceTo: (value: number) => number): number {
  return values.reduce((best, value) => (distanceTo(value) < distanceTo(best) ? value : best));
}
