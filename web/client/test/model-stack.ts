import type { LiveMode } from '../src/index.js';
import { ModelConnections, type ModelSocket } from './model-connections.js';
import { json } from './platform.js';

interface Shard {
  readonly name: string;
  readonly queue: Array<{ readonly delta: number; readonly sequence: bigint }>;
  total: number;
  writes: number;
  watermark: bigint;
  stalledUntil: number;
  isScheduled: boolean;
}

/** The most clicks that a shard counts in one write. */
const BATCH = 10;

/**
 * A model of the stack: shards with queues that may lag, one counter, sockets, lost answers and restarts.
 *
 * A shard stalls only while its queue is empty, so that its whole backlog is counted soon after it continues.
 */
export class ModelStack {
  readonly #random: () => number;
  readonly #hasNewNumbers: boolean;
  readonly #connections: ModelConnections;
  readonly #sequences = new Map<string, bigint>();
  #shards: Shard[] = [];
  #restarts = 0;
  #isDown = false;
  #lastSequence = 0n;
  /** Whether requests and answers can be lost. */
  isUnreliable = true;

  /** @param hasNewNumbers whether a repeated send gets a new number, as with LocalStack */
  constructor(random: () => number, hasNewNumbers: boolean) {
    this.#random = random;
    this.#hasNewNumbers = hasNewNumbers;
    this.#connections = new ModelConnections(
      random,
      () => this.#total(),
      () => this.#isDown,
    );
    this.#reset([0, 0, 0]);
  }

  get epoch(): string {
    return `eu-west-1.${String(this.#restarts).padStart(6, '0')}`;
  }

  get count(): number {
    return this.#shards.reduce((sum, { total }) => sum + total, 0);
  }

  /** The sum of the accepted clicks that are not counted. */
  get queued(): number {
    return this.#shards.flatMap(({ queue }) => queue).reduce((sum, { delta }) => sum + delta, 0);
  }

  /** Accepts a click once, like SQS FIFO and its deduplication. */
  accept(key: string, delta: number): object {
    const shard = this.#shards[parseInt(key.slice(-4), 16) % this.#shards.length]!;
    let sequence = this.#sequences.get(key);
    if (sequence === undefined) {
      sequence = ++this.#lastSequence;
      this.#sequences.set(key, sequence);
      shard.queue.push({ delta, sequence });
      this.#schedule(shard);
    } else if (this.#hasNewNumbers) {
      sequence = ++this.#lastSequence;
    }
    return { epoch: this.epoch, receipt: { shard: shard.name, sequence: String(sequence) } };
  }

  /** Stops a shard that has no backlog for a time. */
  stall(milliseconds: number): void {
    const shard = this.#pick(this.#shards);
    if (shard.queue.length === 0) {
      shard.stalledUntil = Date.now() + milliseconds;
    }
  }

  /** Lets all shards go on. */
  unstall(): void {
    for (const shard of this.#shards) {
      shard.stalledUntil = 0;
      shard.isScheduled = false;
      this.#schedule(shard);
    }
  }

  /** Restarts with a new epoch: without data, or with older data and empty queues. */
  restart(downMs: number): void {
    this.#reset(this.#random() < 0.5 ? [0, 0, 0] : this.#shards.map(({ total }) => Math.floor(total / 2)));
    this.#restarts++;
    this.#isDown = true;
    setTimeout(() => (this.#isDown = false), downMs);
    this.cut();
  }

  /** Breaks all connections. */
  cut(): void {
    this.#connections.cut();
  }

  /** Handles a click after some time, and answers it later. The request or the answer may be lost. */
  readonly fetch: typeof fetch = async (input, init) => {
    await this.#wait(200);
    const fate = this.isUnreliable ? this.#random() : 1;
    if (this.#isDown || fate < 0.1) {
      throw new TypeError('the request was lost');
    }
    if (fate < 0.15) {
      return json(429, {}, { 'Retry-After': '1' });
    }
    if (init?.method === undefined && !String(input).includes('?')) {
      return this.#connections.read();
    }
    const clickId = new Headers(init?.headers).get('Idempotency-Key')!;
    const { delta } = JSON.parse(String(init?.body)) as { delta: number };
    const accepted = { clickId, delta, acceptedAt: new Date().toISOString(), ...this.accept(clickId, delta) };
    await this.#wait(fate < 0.5 ? 2_000 : 50);
    if (fate < 0.3) {
      throw new TypeError('the answer was lost');
    }
    return fate < 0.35 ? json(503, {}) : json(202, accepted);
  };

  /** Sets the mode of the counter. */
  set live(live: LiveMode) {
    this.#connections.live = live;
  }

  /** Returns the class of the sockets to this stack. */
  socketClass(): new () => ModelSocket {
    return this.#connections.socketClass();
  }

  #reset(totals: readonly number[]): void {
    this.#sequences.clear();
    this.#lastSequence = 0n;
    this.#shards = totals.map((total, index) => ({
      name: `eu-west-1#${index}`,
      queue: [],
      total,
      writes: total,
      watermark: 0n,
      stalledUntil: 0,
      isScheduled: false,
    }));
  }

  #schedule(shard: Shard): void {
    if (!shard.isScheduled && shard.queue.length > 0) {
      shard.isScheduled = true;
      setTimeout(() => this.#count(shard), Math.max(0, shard.stalledUntil - Date.now()) + this.#random() * 300);
    }
  }

  #count(shard: Shard): void {
    shard.isScheduled = false;
    const batch = shard.queue.splice(0, 1 + Math.floor(this.#random() * BATCH));
    if (batch.length > 0 && this.#shards.includes(shard)) {
      shard.total += batch.reduce((sum, { delta }) => sum + delta, 0);
      shard.writes++;
      shard.watermark = batch.at(-1)!.sequence;
      this.#connections.publish();
      this.#schedule(shard);
    }
  }

  #total() {
    const counted = this.#shards.filter(({ watermark }) => watermark > 0n);
    return {
      type: 'total',
      counter: 'likes',
      count: this.count,
      epoch: this.epoch,
      version: this.#shards.reduce((sum, { writes }) => sum + writes, 0),
      updatedAt: null,
      minutes: {},
      viewers: 1,
      watermarks: Object.fromEntries(counted.map(({ name, watermark }) => [name, String(watermark)])),
    };
  }

  #wait(most: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.#random() * most));
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }
}
