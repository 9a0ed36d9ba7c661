import { expect, test } from 'vitest';
import { Rate } from '../src/rate.js';

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

test('perSecond_clockSetBack_restarts', () => {
  const rate = new Rate();
  rate.record(0, 3_600_000);
  rate.record(30, 1_000);
  rate.record(40, 3_000);
  expect(rate.perSecond(3_000)).toBe(5);
});
