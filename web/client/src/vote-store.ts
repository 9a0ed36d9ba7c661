import type { ClickStorage } from './environment.js';
import { isEpoch } from './epochs.js';
import { isReceipt } from './receipts.js';
import { storedKeys, voteKeyPrefix } from './stored.js';
import type { Receipt } from './types.js';
import { isClickId } from './uuid.js';
import { isObject, isText, isWhole, parseObject } from './values.js';

/** A vote without a clear answer. */
export interface VoteInFlight {
  readonly id: string;
  readonly value: number;
  /** Whether another page than the one of the vote may have sent it. */
  readonly shared: boolean;
}

/** An accepted vote that no total is known to include. */
export interface HeldVote {
  readonly id: string;
  readonly value: number;
  readonly acceptedAt: string;
  readonly epoch: string;
  readonly receipt: Receipt;
  /** Whether the receipt may have another number than the message, because the vote was sent more than once. */
  readonly repeated: boolean;
  /** The time of the answer, in epoch milliseconds. */
  readonly at: number;
}

/** The vote of a voter for a counter, as long as it is not settled. */
export interface StoredVote {
  /** The value that the voter wants. */
  readonly value: number;
  /** Whether the value counts from the voter's counted one, which is not known. */
  readonly relative?: boolean;
  /** The values before the vote in flight or held, one of which a total may include; absent if they are not known. */
  readonly before?: readonly number[];
  /** Whether the page of the vote has gone, or may go. */
  readonly isLeft?: boolean;
  readonly flight?: VoteInFlight;
  readonly held?: HeldVote;
}

/**
 * The unsettled votes of a voter in a storage, which survive a reload, and which the tabs of a browser share.
 *
 * Each counter has one entry, `tally:vote:{httpUrl}:{voter}:{counter}`. A tab reads and writes it in one turn of the
 * event loop. Without a storage, or without a known voter, the entries are in memory.
 */
export class VoteStore {
  readonly #storage: ClickStorage | undefined;
  readonly #prefix: string;
  readonly #voter: () => string | undefined;
  readonly #memory = new Map<string, StoredVote>();

  constructor(storage: ClickStorage | undefined, httpUrl: string, voter: () => string | undefined) {
    this.#storage = storage;
    this.#prefix = voteKeyPrefix(httpUrl);
    this.#voter = voter;
  }

  /** Returns the counters with an entry in the storage. */
  counters(): string[] {
    return storedKeys(this.#storage, this.#key('')).map((key) => this.counterOf(key)!);
  }

  /** Returns the counter of a storage key, or undefined if the key belongs to no vote of the voter. */
  counterOf(key: string | null): string | undefined {
    const prefix = this.#key('');
    return key?.startsWith(prefix) ? key.slice(prefix.length) : undefined;
  }

  get(counter: string): StoredVote | undefined {
    const kept = this.#memory.get(counter);
    return kept ?? this.#try(undefined, (storage) => parse(storage.getItem(this.#key(counter))));
  }

  set(counter: string, vote: StoredVote | undefined): void {
    const isStored = this.#try(false, (storage) => {
      if (vote === undefined) {
        storage.removeItem(this.#key(counter));
      } else {
        storage.setItem(this.#key(counter), JSON.stringify(vote));
      }
      return true;
    });
    if (isStored || vote === undefined) {
      this.#memory.delete(counter);
    } else {
      this.#memory.set(counter, vote);
    }
  }

  /** Returns whether the next client with this storage finds the counter's vote. */
  isKept(counter: string): boolean {
    return !this.#memory.has(counter) && this.get(counter) !== undefined;
  }

  #key(counter: string): string {
    return `${this.#prefix}${this.#voter()}:${counter}`;
  }

  #try<T>(otherwise: T, use: (storage: ClickStorage) => T): T {
    if (this.#storage === undefined || this.#voter() === undefined) {
      return otherwise;
    }
    try {
      return use(this.#storage);
    } catch {
      return otherwise;
    }
  }
}

function parse(text: string | null): StoredVote | undefined {
  const { value, relative, before, isLeft, flight, held } = parseObject(text) ?? {};
  if (!isWhole(value) || (flight !== undefined && !isFlight(flight)) || (held !== undefined && !isHeld(held))) {
    return undefined;
  }
  return {
    value,
    ...(relative === true ? { relative } : {}),
    ...(isLeft === true ? { isLeft } : {}),
    ...(Array.isArray(before) && before.every(isWhole) ? { before } : {}),
    ...(flight === undefined ? {} : { flight }),
    ...(held === undefined ? {} : { held }),
  };
}

function isFlight(vote: unknown): vote is VoteInFlight {
  return isObject(vote) && isText(vote['id']) && isClickId(vote['id']) && isWhole(vote['value']);
}

function isHeld(vote: unknown): vote is HeldVote {
  return (
    isObject(vote) && isFlight(vote) && isWhole(vote['at']) && isEpoch(vote['epoch']) && isReceipt(vote['receipt'])
  );
}
