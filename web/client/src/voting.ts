import { TallyError } from './errors.js';
import { OnDemand } from './on-demand.js';
import { storedKeys, voteKeyPrefix } from './stored.js';
import type { KnownVotes } from './vote-state.js';
import type { Voters, VotersParts } from './voters.js';
import type { OwnVotes } from './votes.js';

/** The part for votes, which all clients of a page share. */
export const part = new OnDemand(() => import('./voters.js'));

/** The voting of a client. Its code is loaded for the first counter of votes, and for votes in the storage. */
export class Voting {
  readonly #parts: VotersParts;
  #voters: Voters | undefined;
  /** The calls that wait for the network. */
  readonly #waiting: Array<() => void> = [];
  #closed = false;

  constructor(parts: VotersParts) {
    this.#parts = parts;
    if (storedKeys(parts.storage, voteKeyPrefix(parts.httpUrl)).length > 0) {
      this.#prepare('');
    }
  }

  /** The voters, undefined until votes are used. */
  get voters(): Voters | undefined {
    return this.#voters;
  }

  /** Returns the numbers of a counter with the own votes; undefined until the code is loaded. */
  own(counter: string, total: KnownVotes | undefined): OwnVotes | undefined {
    const voters = this.#start();
    if (voters === undefined) {
      this.#prepare(counter);
    }
    return voters?.own(counter, total);
  }

  /** Uses the voters, at once if the code is loaded. Rejects with `closed`, or while the device is online `not-loaded`. */
  async call<T>(use: (voters: Voters) => Promise<T>): Promise<T> {
    return use(this.#start() ?? (await this.#open()));
  }

  /** Loads the code for votes that wait for the network. */
  resume(): void {
    this.#voters?.resume();
    this.#waiting.splice(0).forEach((again) => again());
  }

  close(): void {
    this.#closed = true;
    this.#voters?.close();
    this.#waiting.splice(0).forEach((again) => again());
  }

  #prepare(counter: string): void {
    // A failure has no effect: the next total or vote tries again.
    void this.#open().then(
      () => this.#parts.onChange(counter),
      () => {},
    );
  }

  async #open(): Promise<Voters> {
    try {
      await part.load();
    } catch (cause) {
      if (this.#closed || this.#parts.env.isOnline()) {
        throw cause;
      }
      await new Promise<void>((again) => this.#waiting.push(again));
      return this.#open();
    }
    if (this.#closed) {
      throw new TallyError('closed', 'the client was closed before the vote');
    }
    return this.#start()!;
  }

  #start(): Voters | undefined {
    if (this.#voters === undefined && part.loaded !== undefined && !this.#closed) {
      this.#voters = new part.loaded.Voters(this.#parts);
      this.#voters.restore();
    }
    return this.#voters;
  }
}
