import { afterEach, describe, expect, test, vi } from 'vitest';
import { Latencies } from '../src/counting/latencies.js';
import { Rate } from '../src/counting/rate.js';
import { situation, type Signals } from '../src/counting/situation.js';
import { testPage } from './test-page.js';

afterEach(() => void vi.useRealTimers());

describe('latencies', () => {
  test('summary_noSamples_isUndefined', () => {
    expect(new Latencies().summary).toBeUndefined();
  });

  test('summary_moreThanAHundredSamples_usesTheLastHundred', () => {
    const latencies = new Latencies();
    for (let sample = 1; sample <= 150; sample++) {
      latencies.add(sample);
    }
    expect(latencies.summary).toEqual({ samples: 100, last: 150, p50: 100, p95: 145 });
  });
});

describe('rate', () => {
  test('perSecond_steadyPresses_isTheirRate', () => {
    const rate = new Rate();
    for (let second = 0; second <= 20; second++) {
      rate.record(second * 3, second * 1_000);
    }
    expect(rate.perSecond(20_000)).toBe(3);
  });

  test('perSecond_noChangeForTenSeconds_isZero', () => {
    const rate = new Rate();
    rate.record(0, 0);
    rate.record(30, 1_000);
    expect(rate.perSecond(5_000)).toBe(6);
    expect(rate.perSecond(11_000)).toBe(0);
  });

  test('perSecond_noSamples_isZero', () => {
    expect(new Rate().perSecond(0)).toBe(0);
  });

  test.each(['TheSame', 'ANewer'])('rate_afterTheLastListenerLeft_restartsWith%sTotal', async (which) => {
    const page = testPage();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const counter = page.tally.counter('a');
    const leave = counter.listen(() => {});
    page.open();
    page.total('a', 40);
    leave();
    await vi.advanceTimersByTimeAsync(300_000);
    counter.listen(() => {});
    page.open();
    const count = which === 'TheSame' ? 40 : 1_000;
    page.total('a', count, which === 'TheSame' ? { version: 1 } : {});
    expect(counter.rate()).toBe(0);
    await vi.advanceTimersByTimeAsync(2_000);
    page.total('a', count + 10);
    expect(counter.rate()).toBe(5);
  });
});

describe('situation', () => {
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
  ])('situation_%s %o', (expected, signals) => {
    expect(situation({ ...WELL, ...signals })).toBe(expected);
  });
});
