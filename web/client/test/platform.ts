import { vi } from 'vitest';
import { TallyClient, type ClickOutcome, type ClientOptions, type Outcome, type TallyError } from '../src/index.js';
import type { ClickStorage, WebSocketLike } from '../src/index.js';

/** 2026-11-22T10:00:00Z. */
export const START = Date.UTC(2026, 10, 22, 10);

/** Returns a generator of numbers from 0 to below 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class MemoryStorage implements ClickStorage {
  readonly entries = new Map<string, string>();
  full = false;

  get length(): number {
    return this.entries.size;
  }

  key(index: number): string | null {
    return [...this.entries.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) {
      throw new Error('quota exceeded');
    }
    this.entries.set(key, value);
  }

  removeItem(key: string): void {
    this.entries.delete(key);
  }
}

/** A click, as the server received it. */
export interface Sent {
  readonly at: number;
  readonly key: string;
  readonly counter: string;
  readonly delta: number;
}

type Answer = Response | Error | 'hang';

/** A fake HTTP API, which accepts every click by default. */
export class FakeApi {
  readonly sent: Sent[] = [];
  readonly urls: string[] = [];
  /** The `Authorization` header of each call, null if absent. */
  readonly authorizations: Array<string | null> = [];
  /** The next answers, in order. `always` answers the calls after them. */
  readonly next: Array<Answer | ((click: Sent) => Answer)> = [];
  always: (click: Sent) => Answer = accepted;
  /** The counters whose mode was read before a socket. */
  readonly modes: string[] = [];
  /** Answers a read of a mode. */
  mode: (counter: string) => Answer = () => json(200, { live: { mode: 'push' } });

  readonly fetch: typeof fetch = async (input, init) => {
    const counter = /counters\/([^/?]+)/.exec(String(input))?.[1] ?? '';
    if (init?.headers === undefined) {
      this.modes.push(counter);
      return this.#answer(this.mode(counter), init);
    }
    this.urls.push(String(input));
    const headers = new Headers(init?.headers);
    this.authorizations.push(headers.get('Authorization'));
    const delta = init?.body === undefined ? 0 : (JSON.parse(String(init.body)) as { delta: number }).delta;
    const click = { at: Date.now(), key: headers.get('Idempotency-Key') ?? '', counter, delta };
    if (init?.method === 'POST') {
      this.sent.push(click);
    }
    const planned = this.next.shift() ?? this.always;
    return this.#answer(typeof planned === 'function' ? planned(click) : planned, init);
  };

  async #answer(answer: Answer, init: RequestInit | undefined): Promise<Response> {
    if (answer === 'hang') {
      return new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal!.reason as Error));
      });
    }
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  }
}

/** The epoch of the fake server's totals and receipts. */
export const EPOCH = 'eu-west-1.2026-11-22T10:00:00.000';

/** The receipt of every click of {@link accepted}. */
export const RECEIPT = { shard: 'eu-west-1#0', sequence: '18849496460467696128' };

export function accepted({ key, counter, delta }: Sent): Response {
  const acceptedAt = new Date().toISOString();
  return json(202, { counter, clickId: key, delta, acceptedAt, epoch: EPOCH, receipt: RECEIPT });
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** A fake WebSocket. The test acts as its server. */
export class FakeSocket implements WebSocketLike {
  static made: FakeSocket[] = [];

  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  readonly at = Date.now();
  readonly received: Array<{ action: string; counters?: string[] }> = [];
  closed = false;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }

  static get last(): FakeSocket {
    return FakeSocket.made.at(-1)!;
  }

  send(data: string): void {
    this.received.push(JSON.parse(data) as { action: string });
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.({});
  }

  /** Breaks the connection. */
  drop(): void {
    this.onclose?.({});
  }

  frame(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }

  total(counter: string, version: number, more: object = {}): void {
    const total = { counter, count: version * 10, epoch: EPOCH, version, minutes: {}, viewers: 1, watermarks: {} };
    this.frame({ type: 'total', ...total, updatedAt: new Date(START).toISOString(), ...more });
  }

  /** Returns the number of received frames with an action. */
  times(action: string): number {
    return this.received.filter((frame) => frame.action === action).length;
  }
}

/** Returns a client on a platform that the test controls. Installs fake timers. */
export function platform(options: Partial<ClientOptions> = {}) {
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  FakeSocket.made = [];
  const api = new FakeApi();
  const events = new EventTarget();
  const errors: TallyError[] = [];
  const outcomes: ClickOutcome[] = [];
  const network = { online: true };
  const started = (more: Partial<ClientOptions> = {}): TallyClient =>
    new TallyClient({
      httpUrl: 'http://tally.test',
      wsUrl: 'ws://tally.test/ws',
      fetch: api.fetch,
      WebSocket: FakeSocket,
      storage: null,
      events,
      random: seeded(7),
      isOnline: () => network.online,
      onError: (error) => errors.push(error),
      onOutcome: (outcome) => outcomes.push(outcome),
      ...options,
      ...more,
    });
  const client = started();
  return {
    api,
    client,
    errors,
    events,
    outcomes,
    /** Returns another client on the same platform, like another tab or a reloaded page. */
    another: started,
    go(state: 'online' | 'offline'): void {
      network.online = state === 'online';
      events.dispatchEvent(new Event(state));
    },
  };
}

/** Lets time pass. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** Returns the outcome of a press, or `unsettled` if the press has none yet. */
export async function currentOutcome(promise: Promise<Outcome>): Promise<Outcome | 'unsettled'> {
  await pass(0);
  return Promise.race([promise, Promise.resolve('unsettled' as const)]);
}
