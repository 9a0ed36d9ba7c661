import type { ClickStorage, Environment } from './environment.js';
import { TallyError } from './errors.js';
import { OnDemand } from './on-demand.js';
import type { TokenSource } from './token.js';
import type { Delivery, PendingClicks, VoteOutcome } from './types.js';
import type { KnownVotes } from './vote-state.js';
import type { OwnVotes, Votes, VotesParts } from './votes.js';

/** The part for votes, which all clients of a page share. */
export const part = new OnDemand(() => import('./votes.js'));

/** The collaborators and settings of voting. */
export interface VotingParts extends Pick<
  VotesParts,
  'ids' | 'httpUrl' | 'coalesceMs' | 'retryWindowMs' | 'onChange' | 'onDelivery' | 'onLoss'
> {
  readonly env: Environment;
  readonly timeoutMs: number;
  /** The source of the token, which names the voter if there is one. */
  readonly token: TokenSource | undefined;
  readonly storage: ClickStorage | undefined;
  /** The given id of the voter. */
  readonly voter: string | undefined;
}

/** The votes of the client's voter. Their code is loaded for the first counter of votes. */
export class Voting {
  readonly #parts: VotingParts;
  #current: Votes | undefined;
  /** The votes of earlier voters that are not settled. */
  readonly #earlier: Votes[] = [];
  #closed = false;

  constructor(parts: VotingParts) {
    this.#parts = parts;
    if (this.#storedVoters().length > 0) {
      this.#prepare('');
    }
  }

  /** Returns the worst state of sending votes. */
  get delivery(): Delivery | undefined {
    return this.#all.map(({ delivery }) => delivery).find(({ state }) => state !== 'ok');
  }

  /** Returns the votes that are not accepted, one for each counter. */
  get pending(): PendingClicks {
    return { clicks: this.#all.reduce((sum, { pending }) => sum + pending, 0), sum: 0 };
  }

  /** Returns the numbers of a counter with the own votes; undefined until the code is loaded. */
  own(counter: string, total: KnownVotes | undefined): OwnVotes | undefined {
    const votes = this.#start();
    if (votes === undefined) {
      this.#prepare(counter);
    }
    return votes && part.loaded!.ownOf(votes, this.#earlier, counter, total);
  }

  async vote(counter: string, value: number): Promise<VoteOutcome> {
    return (this.#start() ?? (await this.#open())).vote(counter, value);
  }

  async clap(counter: string, claps: number): Promise<VoteOutcome> {
    return (this.#start() ?? (await this.#open())).clap(counter, claps);
  }

  /** Gives the values of the current voter to another one, and votes for that one from now on. */
  async move(voter: string, counters: readonly string[] | undefined): Promise<VoteOutcome[]> {
    const from = await this.#open();
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

  /** Reads the own values of counters again, because totals may be lost. */
  reread(counters: Iterable<string>): void {
    this.#current?.reread(counters);
  }

  /** Sends the votes that wait for others now. */
  flush(): void {
    this.#all.forEach((votes) => votes.flush());
  }

  storageChanged(key: string | null): void {
    this.#all.forEach((votes) => votes.storageChanged(key));
  }

  close(): void {
    this.#closed = true;
    this.#all.forEach((votes) => votes.close());
  }

  get #all(): readonly Votes[] {
    return this.#current === undefined ? this.#earlier : [this.#current, ...this.#earlier];
  }

  #prepare(counter: string): void {
    // A failure has no effect: the next total or vote tries again.
    void this.#open().then(
      () => this.#parts.onChange(counter),
      () => {},
    );
  }

  async #open(): Promise<Votes> {
    await part.load();
    if (this.#closed) {
      throw new TallyError('closed', 'the client was closed before the vote');
    }
    return this.#start()!;
  }

  /** Returns the votes of the current voter; undefined until the code is loaded. */
  #start(): Votes | undefined {
    if (this.#current === undefined && part.loaded !== undefined && !this.#closed) {
      const stored = this.#parts.token !== undefined ? [] : this.#storedVoters();
      this.#current = this.#create(this.#parts.voter);
      this.#current.restore();
      for (const voter of stored.filter((voter) => voter !== this.#current!.voter)) {
        const votes = this.#create(voter);
        this.#earlier.push(votes);
        votes.restore();
      }
    }
    return this.#current;
  }

  #create(given: string | undefined): Votes {
    const { env, httpUrl, storage, timeoutMs, token } = this.#parts;
    const { Http, Voter, Votes } = part.loaded!;
    const voter = token === undefined ? new Voter(env, storage, httpUrl, given) : undefined;
    const http = new Http(env, httpUrl, timeoutMs, token);
    return new Votes({ ...this.#parts, http, voter, owner: () => (voter === undefined ? given : voter.known) });
  }

  /** Returns the voters with votes in the storage. */
  #storedVoters(): string[] {
    const { storage, httpUrl } = this.#parts;
    const prefix = `tally:vote:${httpUrl}:`;
    try {
      const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage!.key(index) ?? '');
      const own = keys.filter((key) => key.startsWith(prefix));
      return [...new Set(own.map((key) => key.slice(prefix.length).split(':')[0]!))];
    } catch {
      return [];
    }
  }
}
