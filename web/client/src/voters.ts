import type { ClickStorage, Environment } from './environment.js';
import { Http } from './http.js';
import { checkClaps, checkVote } from './kinds.js';
import type { LiveCounter } from './live-counter.js';
import { storedKeys, voteKeyPrefix } from './stored.js';
import type { TokenRequest } from './token.js';
import type { Delivery, PendingClicks, VoteOutcome } from './types.js';
import type { KnownVotes } from './vote-state.js';
import { Voter } from './voter.js';
import { ownOf, Votes, type OwnVotes, type VotesParts } from './votes.js';

/** The collaborators and settings of the voters. */
export interface VotersParts extends Pick<VotesParts, 'httpUrl' | 'coalesceMs' | 'onChange' | 'onDelivery' | 'onLoss'> {
  readonly env: Environment;
  readonly timeoutMs: number;
  /** The request for a token, which names the voter if there is one. */
  readonly token: TokenRequest | undefined;
  readonly storage: ClickStorage | undefined;
  /** The given id of the voter. */
  readonly voter: string | undefined;
}

/** The part of the client that votes: the votes of its voter, and those that earlier voters left in the storage. */
export class Voters {
  readonly #parts: VotersParts;
  #current: Votes;
  /** The votes of earlier voters that are not settled. */
  readonly #earlier: Votes[] = [];

  constructor(parts: VotersParts) {
    this.#parts = parts;
    this.#current = this.#create(parts.voter);
  }

  /** Sends the votes that earlier pages left in the storage. */
  restore(): void {
    const stored = this.#parts.token !== undefined ? [] : this.#storedVoters();
    this.#current.restore();
    for (const voter of stored.filter((voter) => voter !== this.#current.voter)) {
      const votes = this.#create(voter);
      this.#earlier.push(votes);
      votes.restore();
    }
  }

  /** Returns the worst state of sending votes. */
  get delivery(): Delivery | undefined {
    return this.#all.map(({ delivery }) => delivery).find(({ state }) => state !== 'ok');
  }

  /** Returns the votes that are not accepted by voter, one for each counter. */
  get pending(): readonly PendingClicks[] {
    return this.#all.map(({ pending }) => ({ clicks: pending, sum: 0 }));
  }

  /** Returns the numbers of a counter with the own votes. */
  own(counter: string, total: KnownVotes | undefined): OwnVotes {
    return ownOf(this.#current, this.#earlier, counter, total);
  }

  async vote(counter: string, value: number): Promise<VoteOutcome> {
    checkVote(counter, value);
    return this.#current.vote(counter, value);
  }

  async clap(counter: string, claps: number): Promise<VoteOutcome> {
    checkClaps(counter, claps);
    return this.#current.clap(counter, claps);
  }

  /** Gives the values of the current voter to another one, and votes for that one from now on. */
  async move(voter: string, counters: readonly string[] | undefined): Promise<VoteOutcome[]> {
    counters?.forEach((counter) => checkVote(counter, 0));
    const from = this.#current;
    const to = this.#create(voter);
    const moved = counters ?? from.counters;
    const [values, kept] = await Promise.all([from.values(moved), to.values(moved)]);
    this.#earlier.push(from);
    this.#current = to;
    // The votes of both voters begin after the same total.
    moved.forEach((counter) => this.#parts.onChange(counter));
    const outcomes = moved.flatMap((counter, index) => {
      const value = values[index]!;
      if (value === 0) {
        return [];
      }
      const removed = from.vote(counter, 0);
      return [removed, ...(kept[index] === 0 ? [to.vote(counter, value)] : [])];
    });
    return Promise.all(outcomes);
  }

  /** Skips the current backoffs because the server is reachable again. */
  resume(): void {
    this.#all.forEach((votes) => votes.resume());
  }

  /** Reads the own values of the watched counters again, because totals may be lost. */
  reread(counters: Iterable<Pick<LiveCounter, 'id' | 'kind'> & { readonly isWatched: boolean }>): void {
    const watched = [...counters].filter(({ kind, isWatched }) => kind !== 'clicks' && isWatched);
    this.#current.reread(watched.map(({ id }) => id));
  }

  /** Sends the votes that wait for others now. */
  flush(): void {
    this.#all.forEach((votes) => votes.flush());
  }

  storageChanged(key: string | null): void {
    this.#all.forEach((votes) => votes.storageChanged(key));
  }

  close(): void {
    this.#all.forEach((votes) => votes.close());
  }

  get #all(): readonly Votes[] {
    return [this.#current, ...this.#earlier];
  }

  #create(given: string | undefined): Votes {
    const { env, httpUrl, storage, timeoutMs, token } = this.#parts;
    const voter = token === undefined ? new Voter(env, storage, httpUrl, given) : undefined;
    const http = new Http(env, httpUrl, timeoutMs, token);
    return new Votes({
      ...this.#parts,
      http,
      voter,
      owner: () => (voter === undefined ? given : voter.known),
    });
  }

  /** Returns the voters with votes in the storage. */
  #storedVoters(): string[] {
    const { storage, httpUrl } = this.#parts;
    const prefix = voteKeyPrefix(httpUrl);
    return [...new Set(storedKeys(storage, prefix).map((key) => key.slice(prefix.length).split(':')[0]!))];
  }
}
