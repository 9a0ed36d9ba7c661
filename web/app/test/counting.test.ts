import { describe, expect, test } from 'vitest';
import { Latencies } from '../src/counting/latencies.js';

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
