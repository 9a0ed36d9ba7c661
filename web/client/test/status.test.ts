import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ClientStatus } from '../src/index.js';
import { statusOf, type Signals } from '../src/status.js';
import { FakeSocket, json, pass, platform, START } from './platform.js';

afterEach(() => vi.useRealTimers());

const TOO_LATE = { type: 'urn:tally:problem:retry-window-closed', title: 'Too late' };

describe('statusOf', () => {
  const WELL: Signals = {
    connection: 'open',
    delivery: { state: 'ok', retryAt: null },
    online: true,
    wasOpen: true,
  };

  test.each<[string, Partial<Signals>]>([
    ['live', {}],
    ['live', { connection: 'closed' }],
    ['connecting', { connection: 'connecting', wasOpen: false }],
    ['reconnecting', { connection: 'connecting' }],
    ['reconnecting', { connection: 'waiting' }],
    ['server-down', { connection: 'waiting', wasOpen: false }],
    ['server-down', { delivery: { state: 'no-answer', retryAt: 0 } }],
    ['server-down', { delivery: { state: 'server-error', retryAt: 0 }, connection: 'waiting' }],
    ['rate-limited', { delivery: { state: 'rate-limited', retryAt: 0 } }],
    ['offline', { online: false }],
    ['offline', { connection: 'offline', delivery: { state: 'no-answer', retryAt: 0 } }],
  ])('statusOf_%s %o', (expected, signals) => {
    expect(statusOf({ ...WELL, ...signals })).toBe(expected);
  });
});

describe('status', () => {
  /** Returns a client and the statuses that its listener receives. */
  function observed(options: Parameters<typeof platform>[0] = {}) {
    const parts = platform({ coalesceMs: 0, ...options });
    const received: ClientStatus[] = [];
    const end = parts.client.onStatus((status) => received.push(status));
    return { ...parts, received, end };
  }

  test('status_connectingThenOpenThenLost_isReported', async () => {
    const { client, received } = observed();
    client.counter('likes').subscribe(() => {});
    await pass(0);
    FakeSocket.last.open();
    FakeSocket.last.drop();
    expect(received.map(({ situation }) => situation)).toEqual(['connecting', 'live', 'reconnecting']);
    expect(client.status()).toBe(received.at(-1));
  });

  test('status_networkLostAndBack_isReported', async () => {
    const { go, received, end } = observed();
    go('offline');
    go('online');
    end();
    go('offline');
    expect(received.map(({ situation }) => situation)).toEqual(['offline', 'live']);
  });

  test('status_rateLimited_hasTheWaitingPressesAndTheRetryTime', async () => {
    const { api, client } = observed({ coalesceMs: 100 });
    api.always = () => json(429, {}, { 'Retry-After': '20' });
    void client.press('likes', 3);
    await pass(10);
    void client.press('other');
    await pass(10);
    const { situation, waiting, retryAt } = client.status();
    expect([situation, waiting]).toEqual(['rate-limited', 4]);
    expect(retryAt).toBeGreaterThanOrEqual(START + 20_000);
  });

  test('status_noChange_isTheSameObject', async () => {
    const { client, received } = observed();
    const before = client.status();
    void client.counter('likes').press();
    await pass(10);
    expect(received.map(({ waiting }) => waiting)).toEqual([1, 0]);
    expect(client.status()).toEqual(before);
    const after = client.status();
    client.forgetLoss();
    expect(client.status()).toBe(after);
    expect(received).toHaveLength(2);
  });

  test('loss_refusedTwice_isTheSumUntilItIsForgotten', async () => {
    const { api, client } = observed();
    api.always = () => json(409, TOO_LATE);
    void client.press('likes', 2);
    void client.press('other', -1);
    await pass(10);
    expect(client.status().loss).toEqual({ kind: 'late', presses: 3, mayHaveBeenCounted: true, detail: 'Too late' });
    client.forgetLoss();
    expect(client.status().loss).toBeUndefined();
  });

  test('loss_queueFull_isReportedAndRejected', async () => {
    const { api, client } = observed({ maxQueued: 1 });
    api.always = () => 'hang';
    void client.press('likes');
    await pass(10);
    await expect(client.counter('likes').press(2)).rejects.toMatchObject({ code: 'queue-full' });
    expect(client.status().loss).toEqual({ kind: 'full', presses: 2, mayHaveBeenCounted: false, detail: undefined });
  });
});
