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
}

const PARTS = ['count', 'up', 'down', 'voters'] as const;

/**
 * The state of one counter of votes: the total, the voter's own votes that the total may lack, and the numbers to show.
 *
 * The numbers are those of the total, with the present own value in place of the one in the total. All
 * votes of a voter on a counter are in one shard. The watermark of that shard therefore names the own vote
 * that was counted last. Only a vote without an answer, or with the receipt of a repeated send, leaves a doubt. The total then
 * includes one of a few values. A vote changes the shown numbers at once. They are then kept within the bounds that
 * these values give, so they do not change twice for one vote.
 *
 * No total may reach the receipt of a repeated send. Such a receipt is let go after {@link LET_GO_VOTE_MS}. So is one
 * of another region, or of a shard that the total does not list.
 */
export class VoteState {
  readonly #kind: VoteKind;
  /** The own votes that the total may lack, in the order of the queue. */
  #votes: OpenVote[] = [];
  /** The own value that the total includes, apart from {@link #votes}; undefined if it is not known. */
  #included: number | undefined;
  #mine: number | undefined;
  #lastCounted: string | undefined;
  #total: KnownVotes | undefined;
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
    return this.#included === undefined ? undefined : [...new Set([this.#included, ...values])];
  }

  has(id: string): boolean {
    return this.#votes.some((vote) => vote.id === id);
  }

  /** Changes the own value. */
  want(value: number | undefined): void {
    const before = shares(this.#kind, this.#mine ?? 0);
    const after = shares(this.#kind, value ?? 0);
    for (const part of PARTS) {
      const shown = this.#shown[part];
      if (shown !== undefined) {
        this.#shown = { ...this.#shown, [part]: shown + after[part]! - before[part]! };
      }
    }
    this.#mine = value;
    this.#bound();
  }

  /** Adds a vote without an answer, once. */
  open(id: string, value: number): void {
    if (!this.has(id)) {
      this.#votes.push({ id, value, answer: undefined });
      this.#bound();
    }
  }

  /** Adds the answer to a vote. */
  accept(id: string, value: number, answer: Answer): void {
    if (id !== this.#lastCounted) {
      this.open(id, value);
      this.#votes.find((open) => open.id === id)!.answer ??= answer;
      this.#cover();
      this.#bound();
    }
  }

  /** Removes a vote that was certainly not counted. */
  drop(id: string): void {
    this.#votes = this.#votes.filter((vote) => vote.id !== id);
    this.#bound();
  }

  /** Receives the counted value, as the server returned it while no own vote was open. */
  read(value: number): void {
    this.#votes = [];
    this.#included = this.#mine = value;
    this.#bound();
  }

  /** Receives the {@link values} before the open votes, from an earlier page or another tab. */
  restore([included, ...open]: readonly number[]): void {
    if (this.#votes.length === 0 && this.#included === undefined) {
      this.#included = included;
      this.#votes = open.map((value) => ({ id: '', value, answer: undefined }));
    }
  }

  /** Forgets the counted value, which may have changed without a vote of this voter. */
  forget(): void {
    this.#included = undefined;
    this.#bound();
  }

  /** Receives a total. Returns whether the counted value has to be read again. */
  receive(total: KnownVotes): boolean {
    const known = this.#total;
    if (known !== undefined && !isNewer(total, known)) {
      return false;
    }
    const isOtherEpoch = known !== undefined && known.epoch !== total.epoch;
    this.#total = total;
    if (known === undefined || isOtherEpoch) {
      this.#shown = numbersOf(total);
    }
    if (isOtherEpoch) {
      this.#votes = this.#votes.filter(({ answer }) => answer === undefined || answer.epoch === total.epoch);
      this.#included = undefined;
    }
    this.#cover();
    const isReset = this.#lacksCounted(total);
    if (isReset) {
      this.#included = undefined;
    }
    this.#bound();
    return isOtherEpoch || isReset;
  }

  /** Lets go of the receipts that no total may reach. */
  expire(now: number): void {
    this.#removeThrough((answer) => this.#letGoAt(answer) <= now);
    this.#bound();
  }

  #letGoAt({ epoch, receipt, repeated, at }: Answer): number {
    const total = this.#total;
    if (total === undefined) {
      return Infinity;
    }
    const isOfAnotherRegion = epoch !== total.epoch && !isEarlier(total.epoch, epoch);
    const isUnseen = repeated || isOfAnotherRegion || isUnlisted(total.watermarks, receipt.shard);
    return isUnseen ? at + LET_GO_VOTE_MS : Infinity;
  }

  /** Removes the votes that the total includes. */
  #cover(): void {
    const total = this.#total;
    if (total !== undefined) {
      this.#removeThrough((answer) => includes(total, answer));
    }
  }

  /** Removes the votes up to the last one with an answer that is counted. */
  #removeThrough(isCounted: (answer: Answer) => boolean): void {
    const last = this.#votes.map(({ answer }) => answer !== undefined && isCounted(answer)).lastIndexOf(true);
    if (last >= 0) {
      this.#included = this.#votes[last]!.value;
      this.#lastCounted = this.#votes[last]!.id;
      this.#votes = this.#votes.slice(last + 1);
    }
  }

  /** Returns whether a total is smaller than the own share of it. A reset makes such a total. */
  #lacksCounted(total: KnownVotes): boolean {
    return this.counted !== undefined && !this.#contains(total, shares(this.#kind, this.counted));
  }

  #contains(total: VoteNumbers, share: Required<VoteNumbers>): boolean {
    const parts = this.#kind === 'updown' ? PARTS.slice(1) : PARTS;
    return parts.every((part) => total[part] === undefined || total[part] >= share[part]);
  }

  /** Returns the own values that the total may include. */
  #candidates(): number[] {
    const [least, most] = boundsOf(this.#kind);
    const candidates = this.#included === undefined ? [least, 0, most] : [this.#included];
    for (const { value, answer } of this.#votes) {
      if (answer !== undefined && !answer.repeated) {
        break;
      }
      candidates.push(value);
    }
    return candidates;
  }

  #bound(): void {
    if (this.#total === undefined) {
      return;
    }
    const total = numbersOf(this.#total);
    if (this.#mine === undefined) {
      this.#shown = total;
      return;
    }
    const own = shares(this.#kind, this.#mine);
    const [least, most] = boundsOf(this.#kind);
    const possible = [this.#candidates(), [least, 0, most]]
      .map((values) => values.map((value) => shares(this.#kind, value)))
      .map((all) => all.filter((share) => this.#contains(total, share)));
    // A read may be ahead of the total.
    const candidates = possible[0]!.length === 0 ? possible[1]! : possible[0]!;
    const shown: { -readonly [Part in keyof VoteNumbers]: number } = {};
    for (const part of PARTS) {
      const counted = total[part];
      if (counted !== undefined) {
        const included = candidates.map((each) => each[part]!);
        const least = counted + own[part]! - Math.max(...included);
        const most = counted + own[part]! - Math.min(...included);
        shown[part] = Math.min(Math.max(this.#shown[part] ?? counted, least), most);
      }
    }
    this.#shown = shown;
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

/** Returns the share of a voter in each number. */
function shares(kind: VoteKind, value: number): Required<VoteNumbers> {
  return {
    count: value,
    up: kind === 'updown' ? Number(value > 0) : 0,
    down: kind === 'updown' ? Number(value < 0) : 0,
    voters: kind === 'clap' ? Number(value > 0) : 0,
  };
}
