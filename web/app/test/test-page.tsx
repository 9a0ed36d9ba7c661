import type { Total } from '@tally/client';
import { render } from '@testing-library/preact';
import type { ReactNode } from 'preact/compat';
import { Tally } from '../src/counting/tally.js';
import { TallyContext } from '../src/hooks.js';

/** A fake WebSocket. The test acts as its server. */
class FakeSocket {
  static last: FakeSocket | undefined;
  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  readonly sent: Array<{ action: string; counters: string[] }> = [];

  constructor() {
    FakeSocket.last = this;
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as { action: string; counters: string[] });
  }

  close(): void {}
}

type Answer = (url: string, init: RequestInit | undefined) => Response | Promise<Response>;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/** The epoch of the fake server's totals and receipts. */
export const EPOCH = 'eu-west-1.2026-11-22T10:00:00.000';

let clicks = 0;

/** Accepts every click, like a server with one shard. */
export const accepting: Answer = (url, init) => {
  const clickId = new Headers(init?.headers).get('Idempotency-Key');
  const receipt = { shard: 'eu-west-1#0', sequence: String(++clicks) };
  return json(202, { counter: url, clickId, acceptedAt: new Date().toISOString(), epoch: EPOCH, receipt });
};

/** Returns a page with a server that the test controls. */
export function testPage(answer: Answer = accepting) {
  const calls: string[] = [];
  const bodies: Array<{ method: string; body: unknown }> = [];
  const server: { answer: Answer; mode?: object } = { answer };
  const tally = new Tally({
    httpUrl: 'http://tally.test',
    wsUrl: 'ws://tally.test/ws',
    storage: null,
    voter: 'voter-0123456789',
    coalesceMs: 0,
    WebSocket: FakeSocket,
    fetch: async (input, init) => {
      if (init?.headers === undefined) {
        // The read of the mode before a socket.
        return server.mode === undefined ? json(200, {}) : server.answer(String(input), init);
      }
      calls.push(`${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`);
      bodies.push({ method: init?.method ?? 'GET', body: JSON.parse(String(init?.body ?? 'null')) as unknown });
      return server.answer(String(input), init);
    },
  });
  let version = 0;
  FakeSocket.last = undefined;
  const socket = () => {
    if (FakeSocket.last === undefined) {
      throw new Error('no counter is subscribed; render a component that subscribes to one first');
    }
    return FakeSocket.last;
  };
  return {
    tally,
    calls,
    server,
    show: (children: ReactNode) => render(<TallyContext value={tally}>{children}</TallyContext>),
    /** Opens the socket once the mode is read. */
    open: async () => {
      for (let waits = 0; FakeSocket.last === undefined && waits < 50; waits++) {
        await Promise.resolve();
      }
      socket().onopen?.({});
    },
    hasSocket: () => FakeSocket.last !== undefined,
    lose: () => socket().onclose?.({}),
    /** Returns the bodies of all calls with a method. */
    sent: (method: string) => bodies.filter((call) => call.method === method).map(({ body }) => body),
    subscribed: () =>
      socket()
        .sent.filter(({ action }) => action === 'subscribe')
        .flatMap((frame) => frame.counters),
    /** Sends a total that includes all clicks accepted so far, unless `more` has other watermarks. */
    total: (counter: string, count: number, more: Partial<Total> = {}) => {
      const position = { epoch: EPOCH, version: ++version, watermarks: { 'eu-west-1#0': String(clicks) } };
      const total = { counter, count, ...position, updatedAt: new Date().toISOString(), minutes: {}, viewers: 1 };
      socket().onmessage?.({ data: JSON.stringify({ type: 'total', ...total, ...more }) });
    },
  };
}
