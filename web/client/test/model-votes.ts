import type { LiveMode } from '../src/index.js';
import { kindOf } from '../src/kinds.js';
import { timeOf } from '../src/uuid.js';
import { ModelConnections, type ModelSocket } from './model-connections.js';
import { json } from './platform.js';

interface QueuedVote {
  readonly voter: string;
  readonly value: number;
  readonly sequence: bigint;
}

/** A vote, as the server received it. */
export interface SentVote {
  readonly at: number;
  readonly key: string;
  readonly voter: string | null;
  readonly value: number;
}

/** The time within which a request without an answer arrives, if it is not lost. */
const LATEST_MS = 60_000;

const SHARD = 'eu-west-1#3';

/**
 * A model of the stack for one counter of votes: a shard with a queue that may lag, the votes of the voters, sockets,
 * and lost answers. Its clock is right, and it accepts ids of up to 30 s ahead and 4 minutes of age.
 */
export class ModelVotes {
  readonly counter: string;
  readonly sent: SentVote[] = [];
  readonly values = new Map<string, number>();
  /** The answers to the next votes, in place of the model's. */
  readonly next: Response[] = [];
  /** The `Authorization` header of each call. */
  readonly authorizations: Array<string | null> = [];
  readonly urls: string[] = [];
  /** The values of the voters in the totals of each version. */
  readonly published: Array<ReadonlyMap<string, number>> = [];
  readonly #random: () => number;
  readonly #hasNewNumbers: boolean;
  readonly #connections: ModelConnections;
  readonly #sequences = new Map<string, bigint>();
  #queue: QueuedVote[] = [];
  #lastSequence = 0n;
  #watermark = 0n;
  #writes = 0;
  #stalledUntil = 0;
  #isScheduled = false;
  /** Whether requests and answers can be lost. */
  isUnreliable = true;
  epoch = 'eu-west-1.000001';

  /** @param hasNewNumbers whether a repeated send gets a new number, as with LocalStack */
  constructor(counter: string, random: () => number, hasNewNumbers: boolean) {
    this.counter = counter;
    this.#random = random;
    this.#hasNewNumbers = hasNewNumbers;
    this.#connections = new ModelConnections(random, () => this.#total());
  }

  get count(): number {
    return [...this.values.values()].reduce((sum, value) => sum + value, 0);
  }

  /** Accepts a vote once, like SQS FIFO and its deduplication. */
  accept(voter: string, key: string, value: number): object {
    const id = `${voter} ${key}`;
    let sequence = this.#sequences.get(id);
    if (sequence === undefined) {
      sequence = ++this.#lastSequence;
      this.#sequences.set(id, sequence);
      this.#queue.push({ voter, value, sequence });
      this.#schedule();
    } else if (this.#hasNewNumbers) {
      sequence = ++this.#lastSequence;
    }
    return { epoch: this.epoch, receipt: { shard: SHARD, sequence: String(sequence) } };
  }

  stall(milliseconds: number): void {
    this.#stalledUntil = Date.now() + milliseconds;
  }

  unstall(): void {
    this.#stalledUntil = 0;
    this.#isScheduled = false;
    this.#schedule();
  }

  /** Sets all values to 0, as a reset does. */
  reset(): void {
    this.values.clear();
    this.#publish();
  }

  /** Breaks all connections. */
  cut(): void {
    this.#connections.cut();
  }

  /** Handles a call after some time, and answers it later. The request or the answer may be lost. */
  readonly fetch: typeof fetch = async (input, init) => {
    if (init?.method === undefined) {
      await this.#wait(100);
      if (this.isUnreliable && this.#random() < 0.1) {
        throw new TypeError('the request was lost');
      }
      return this.#connections.read();
    }
    const headers = new Headers(init?.headers);
    const voter = headers.get('Tally-Voter');
    this.urls.push(String(input));
    this.authorizations.push(headers.get('Authorization'));
    await this.#wait(200);
    const fate = this.isUnreliable ? this.#random() : 1;
    if (fate < 0.1) {
      if (init?.method !== 'GET' && fate < 0.05) {
        setTimeout(() => this.#receive(init!, voter), this.#random() * LATEST_MS);
      }
      throw new TypeError('the request was lost');
    }
    if (init?.method === 'GET') {
      const ids = new URL(String(input)).searchParams.get('ids')!.split(',');
      const own = this.values.get(voter ?? 'token') ?? 0;
      await this.#wait(fate < 0.5 ? 2_000 : 50);
      if (fate < 0.3) {
        throw new TypeError('the answer was lost');
      }
      return json(200, { votes: ids.map((counter) => ({ counter, value: counter === this.counter ? own : 0 })) });
    }
    if (fate < 0.15) {
      return json(429, {}, { 'Retry-After': '1' });
    }
    const rejection = this.next.shift();
    const answer = this.#receive(init!, voter, rejection);
    if (!answer.ok) {
      return answer;
    }
    await this.#wait(fate < 0.5 ? 2_000 : 50);
    if (fate < 0.3) {
      throw new TypeError('the answer was lost');
    }
    return fate < 0.35 ? json(503, {}) : answer;
  };

  /** Receives a vote, and accepts it unless the time in its id is wrong. */
  #receive(init: RequestInit, voter: string | null, rejection?: Response): Response {
    const key = new Headers(init.headers).get('Idempotency-Key')!;
    const { value } = JSON.parse(String(init.body)) as { value: number };
    this.sent.push({ at: Date.now(), key, voter, value });
    if (rejection !== undefined) {
      return rejection;
    }
    const age = Date.now() - timeOf(key);
    if (age < -30_000 || age > 240_000) {
      return json(age < 0 ? 422 : 409, {}, { Date: new Date().toUTCString() });
    }
    const accepted = this.accept(voter ?? 'token', key, value);
    return json(202, { counter: this.counter, clickId: key, value, acceptedAt: new Date().toISOString(), ...accepted });
  }

  /** Sets the mode of the counter. */
  set live(live: LiveMode) {
    this.#connections.live = live;
  }

  /** Returns the class of the sockets to this stack. */
  socketClass(): new () => ModelSocket {
    return this.#connections.socketClass();
  }

  #schedule(): void {
    if (!this.#isScheduled && this.#queue.length > 0) {
      this.#isScheduled = true;
      const stall = Math.max(0, this.#stalledUntil - Date.now());
      setTimeout(() => this.#countBatch(), stall + this.#random() * 300);
    }
  }

  #countBatch(): void {
    this.#isScheduled = false;
    const batch = this.#queue.splice(0, 1 + Math.floor(this.#random() * 4));
    for (const { voter, value, sequence } of batch) {
      this.values.set(voter, value);
      this.#watermark = sequence;
    }
    if (batch.length > 0) {
      this.#publish();
      this.#schedule();
    }
  }

  #publish(): void {
    this.#writes++;
    this.published[this.#writes] = new Map(this.values);
    this.#connections.publish();
  }

  #total() {
    const values = [...this.values.values()];
    const up = values.filter((value) => value > 0).length;
    const kind = kindOf(this.counter);
    return {
      type: 'total',
      counter: this.counter,
      count: this.count,
      ...(kind === 'updown' ? { up, down: values.filter((value) => value < 0).length } : {}),
      ...(kind === 'clap' ? { voters: up } : {}),
      epoch: this.epoch,
      version: this.#writes,
      updatedAt: null,
      minutes: {},
      viewers: 1,
      watermarks: this.#watermark === 0n ? {} : { [SHARD]: String(this.#watermark) },
    };
  }

  #wait(most: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.#random() * most));
  }
}
