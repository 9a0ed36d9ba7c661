import { describe, expect, test } from 'vitest';
import { environment } from '../src/environment.js';
import { clickId, ClickIds, isClickId, timeOf } from '../src/uuid.js';
import { seeded, START } from './platform.js';

function idsAt(clock: { millis: number }, fill?: number): ClickIds {
  const random = seeded(1);
  return new ClickIds({
    now: () => clock.millis,
    getRandomValues: (bytes) => {
      bytes.forEach((_, index) => (bytes[index] = fill ?? Math.floor(random() * 256)));
      return bytes;
    },
  });
}

describe('ClickIds', () => {
  test('next_anyTime_hasVersionVariantAndTime', () => {
    const clock = { millis: START };
    const ids = idsAt(clock);
    for (let round = 0; round < 1000; round++) {
      clock.millis += round % 3;
      const id = ids.next();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(isClickId(id)).toBe(true);
      expect(timeOf(id)).toBe(clock.millis);
    }
  });

  test('next_inputOfTheRfc_isItsExample', () => {
    const ids = new ClickIds({
      now: () => 0x017f22e279b0,
      getRandomValues: (bytes) => {
        bytes.set([0x04, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
        return bytes;
      },
    });
    expect(ids.next()).toBe('017f22e2-79b0-74c3-98c4-dc0c0c07398f');
  });

  test.each([0x00, 0xff])('next_tenThousandInAMillisecond_growsAndStaysNearTheClock', (fill) => {
    const ids = idsAt({ millis: START }, fill);
    let last = '';
    for (let made = 0; made < 10_000; made++) {
      const id = ids.next();
      expect(id > last).toBe(true);
      last = id;
    }
    expect(timeOf(last) - START).toBeLessThanOrEqual(5);
  });

  test('next_clockStepsBackALittle_staysInOrder', () => {
    const clock = { millis: START };
    const ids = idsAt(clock);
    const before = ids.next();
    clock.millis -= 900;
    expect(ids.next() > before).toBe(true);
  });

  test('next_clockIsSetBack_followsTheClock', () => {
    const clock = { millis: START };
    const ids = idsAt(clock);
    ids.next();
    clock.millis -= 3_600_000;
    expect(timeOf(ids.next())).toBe(clock.millis);
  });

  test('next_platformRandomness_neverRepeats', () => {
    const ids = new ClickIds(environment({ now: () => START }, () => {}));
    expect(new Set(Array.from({ length: 5000 }, () => ids.next())).size).toBe(5000);
  });
});

test('clickId_isAnIdOfItsTime', () => {
  const env = environment({ now: () => START }, () => {});
  const ids = Array.from({ length: 5000 }, () => clickId(env));
  expect(ids.every((id) => isClickId(id) && timeOf(id) === START)).toBe(true);
  expect(new Set(ids).size).toBe(5000);
});
