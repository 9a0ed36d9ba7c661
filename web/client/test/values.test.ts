import { describe, expect, test } from 'vitest';
import { windows } from '../src/index.js';
import { START } from './platform.js';

describe('windows', () => {
  test('windows_minutesAroundNow_sumsFromTheCurrentMinute', () => {
    const minute = START / 60_000;
    const minutes = {
      [minute + 1]: 1, // ahead of this clock
      [minute]: 10,
      [minute - 1]: 100,
      [minute - 4]: 1_000,
      [minute - 5]: 10_000,
      [minute - 9]: 100_000,
      [minute - 10]: 1_000_000,
    };
    expect(windows({ minutes }, START)).toEqual({ '1m': 11, '5m': 1_111, '10m': 111_111 });
    expect(windows({ minutes }, START + 59_999)).toEqual(windows({ minutes }, START));
    expect(windows({ minutes }, START + 60_000)).toEqual({ '1m': 1, '5m': 111, '10m': 11_111 });
    expect(windows({ minutes: {} }, START)).toEqual({ '1m': 0, '5m': 0, '10m': 0 });
  });
});
