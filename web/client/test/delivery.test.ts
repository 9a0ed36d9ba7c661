import { afterEach, expect, test, vi } from 'vitest';
import type { Delivery } from '../src/index.js';
import { json, pass, platform, START } from './platform.js';

afterEach(() => vi.useRealTimers());

test.each([
  ['rate-limited', json(429, {}, { 'Retry-After': '20' })],
  ['server-error', json(503, {}, { 'Retry-After': '20' })],
] as const)('onDelivery_%s_tellsWhenItIsTriedAgainAndThatItWorked', async (state, answer) => {
  const { api, client } = platform({ coalesceMs: 0 });
  const heard: Delivery[] = [];
  client.onDelivery((delivery) => heard.push(delivery));
  api.next.push(answer);
  void client.press('likes');
  await pass(10);
  expect(heard).toEqual([{ state, retryAt: expect.any(Number) as number }]);
  expect(client.delivery.retryAt).toBeGreaterThanOrEqual(START + 20_000);
  await pass(30_000);
  expect(heard.slice(1)).toEqual([{ state: 'ok', retryAt: null }]);
});

test('onDelivery_noAnswer_isTold', async () => {
  const { api, client } = platform({ coalesceMs: 0 });
  api.next.push(new TypeError('failed'));
  void client.press('likes');
  await pass(0);
  expect(client.delivery.state).toBe('no-answer');
});

test('onDelivery_allWell_isSilent', async () => {
  const { client } = platform({ coalesceMs: 0 });
  const heard: Delivery[] = [];
  const end = client.onDelivery((delivery) => heard.push(delivery));
  void client.press('likes');
  await pass(100);
  end();
  expect(heard).toEqual([]);
  expect(client.delivery).toEqual({ state: 'ok', retryAt: null });
});
