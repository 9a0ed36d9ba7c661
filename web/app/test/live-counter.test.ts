import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Run } from '../src/generator/run.js';
import { EPOCH, json, testPage } from './test-page.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const RESTARTED = 'eu-west-1.2026-11-22T11:00:00.000';

/** Returns a page that shows a counter, with a server of two shards that take the presses in turn. */
async function shownPage(count: number) {
  const page = testPage((url, init) => {
    const clickId = new Headers(init?.headers).get('Idempotency-Key');
    const sequence = ++accepted;
    const receipt = { shard: `eu-west-1#${sequence % 2}`, sequence: String(sequence) };
    return json(202, { counter: url, clickId, acceptedAt: new Date().toISOString(), epoch: EPOCH, receipt });
  });
  let accepted = 0;
  const counter = page.tally.counter('a');
  const numbers: number[] = [];
  counter.listen(() => numbers.push(counter.view().shown ?? 0));
  page.open();
  page.total('a', count, { watermarks: {} });
  return { page, counter, numbers, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('a shard that lags', () => {
  test('shown_onlyIncrements_neverFallsAndEndsExact', async () => {
    const { page, counter, numbers, pass } = await shownPage(0);
    for (let press = 0; press < 55; press++) {
      void counter.press(1);
      await pass(20);
    }
    page.total('a', 28, { watermarks: { 'eu-west-1#1': '55' } });
    await pass(600_000);
    expect(counter.view().shown).toBe(55);
    page.total('a', 55, { watermarks: { 'eu-west-1#0': '54', 'eu-west-1#1': '55' } });
    await pass(100);
    expect(counter.view().shown).toBe(55);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });
});

describe('a server that was restarted', () => {
  test.each([195, 169])('shown_openPageAt%i_isTheNewCount', async (count) => {
    const { page, counter, pass } = await shownPage(count);
    page.total('a', 26, { epoch: RESTARTED, version: 1, watermarks: {} });
    await pass(100);
    expect(counter.view().shown).toBe(26);
    page.total('a', count + 1);
    await pass(100);
    expect(counter.view().shown).toBe(26);
  });

  test('rate_newEpoch_startsAgain', async () => {
    const { page, counter, pass } = await shownPage(195);
    await pass(1_000);
    page.total('a', 26, { epoch: RESTARTED, version: 1, watermarks: {} });
    expect(counter.rate()).toBe(0);
    await pass(2_000);
    page.total('a', 36, { epoch: RESTARTED, version: 2, watermarks: {} });
    expect(counter.rate()).toBe(5);
  });

  test('counted_newEpoch_goesOnFromItsFirstTotal', async () => {
    const { page, counter, pass } = await shownPage(195);
    const run = new Run([{ counter, perMinute: 1 }]);
    run.stop();
    const counted: unknown[] = [];
    for (const [count, epoch] of [
      [200, EPOCH],
      [26, RESTARTED],
      [29, RESTARTED],
    ] as const) {
      page.total('a', count, { epoch, watermarks: {} });
      await pass(100);
      counted.push(run.progress().get('a')?.counted);
    }
    expect(counted).toEqual([5, 5, 8]);
    run.close();
  });
});
