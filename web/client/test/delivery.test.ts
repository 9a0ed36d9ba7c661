import { afterEach, expect, test, vi } from 'vitest';
import type { Delivery } from '../src/index.js';
import { accepted, json, MemoryStorage, pass, platform, START } from './platform.js';

afterEach(() => vi.useRealTimers());

test.each([
  ['rate-limited', json(429, {}, { 'Retry-After': '20' })],
  ['server-error', json(503, {}, { 'Retry-After': '20' })],
] as const)('onDelivery_%s_reportsTheRetryTimeThenOk', async (state, answer) => {
  const { api, client } = platform({ coalesceMs: 0 });
  const received: Delivery[] = [];
  client.onDelivery((delivery) => received.push(delivery));
  api.next.push(answer);
  void client.press('likes');
  await pass(10);
  expect(received).toEqual([{ state, retryAt: expect.any(Number) as number }]);
  expect(client.delivery.retryAt).toBeGreaterThanOrEqual(START + 20_000);
  await pass(30_000);
  expect(received.slice(1)).toEqual([{ state: 'ok', retryAt: null }]);
});

test('onDelivery_noAnswer_isReported', async () => {
  const { api, client } = platform({ coalesceMs: 0 });
  api.next.push(new TypeError('failed'));
  void client.press('likes');
  await pass(0);
  expect(client.delivery.state).toBe('no-answer');
});

test('onDelivery_noFailure_isNotCalled', async () => {
  const { client } = platform({ coalesceMs: 0 });
  const received: Delivery[] = [];
  const end = client.onDelivery((delivery) => received.push(delivery));
  void client.press('likes');
  await pass(100);
  end();
  expect(received).toEqual([]);
  expect(client.delivery).toEqual({ state: 'ok', retryAt: null });
});

test('onDelivery_allGivenUp_isOkAndNextPressIsSentAtOnce', async () => {
  const { api, client } = platform({ coalesceMs: 0, random: () => 0.999_999 });
  api.always = () => new TypeError('failed');
  void client.press('likes');
  await pass(229_999);
  expect(client.delivery.state).toBe('no-answer');
  await pass(1);
  expect(client.delivery).toEqual({ state: 'ok', retryAt: null });
  api.always = accepted;
  const attempts = api.sent.length;
  void client.press('likes');
  await pass(0);
  expect(api.sent).toHaveLength(attempts + 1);
});

test('onDelivery_allGivenUpDuringServerPause_isOkAfterThePause', async () => {
  const { api, client } = platform({ coalesceMs: 0 });
  api.next.push(json(503, {}, { 'Retry-After': '600' }));
  void client.press('likes');
  await pass(300_000);
  expect(client.pending('likes').clicks).toBe(0);
  expect(client.delivery.state).toBe('server-error');
  await pass(301_000);
  expect(client.delivery).toEqual({ state: 'ok', retryAt: null });
});

test('onDelivery_settledByAnotherTab_isOk', async () => {
  const storage = new MemoryStorage();
  const { api, client, another, go } = platform({ storage, coalesceMs: 0 });
  go('offline');
  void client.press('likes');
  await pass(0);
  api.always = () => new TypeError('failed');
  const events = new EventTarget();
  const second = another({ events, isOnline: () => true });
  await pass(0);
  expect(second.delivery.state).toBe('no-answer');
  const event = Object.assign(new Event('storage'), { key: storage.key(0), newValue: null });
  events.dispatchEvent(event);
  expect(second.pending('likes').clicks).toBe(0);
  expect(second.delivery).toEqual({ state: 'ok', retryAt: null });
});
