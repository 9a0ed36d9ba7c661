import type { Total } from '@tally/client';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
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

/** Accepts every click, like the server. */
export const accepting: Answer = (url, init) => {
  const clickId = new Headers(init?.headers).get('Idempotency-Key');
  return json(202, { counter: url, clickId, acceptedAt: new Date().toISOString() });
};

/** Returns a page with a server that the test controls. */
export function testPage(answer: Answer = accepting) {
  const calls: string[] = [];
  const server = { answer };
  const tally = new Tally({
    httpUrl: 'http://tally.test',
    wsUrl: 'ws://tally.test/ws',
    storage: null,
    coalesceMs: 0,
    WebSocket: FakeSocket,
    fetch: async (input, init) => {
      calls.push(`${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`);
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
    open: () => socket().onopen?.({}),
    lose: () => socket().onclose?.({}),
    subscribed: () =>
      socket()
        .sent.filter(({ action }) => action === 'subscribe')
        .flatMap((frame) => frame.counters),
    total: (counter: string, count: number, more: Partial<Total> = {}) => {
      const updatedAt = new Date().toISOString();
      const total = { counter, count, version: ++version, updatedAt, minutes: {}, viewers: 1, ...more };
      socket().onmessage?.({ data: JSON.stringify({ type: 'total', ...total }) });
    },
  };
}
