import { describe, expect, test } from 'vitest';
import { GRACE_MS, Ledger, LIMIT_MS, type Press } from '../src/counting/ledger.js';

/** Numbers from 0 to below 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Flight {
  readonly press: Press;
  acceptedAt?: number;
  counted?: boolean;
  answered?: boolean;
}

/** A server with a queue, on which this page and others press; what happens next is up to chance. */
class World {
  time = 1_000_000;
  count = 100;
  pressed = 0;
  readonly timed: number[] = [];
  readonly ledger = new Ledger(
    () => this.time,
    (milliseconds) => this.timed.push(milliseconds),
  );
  readonly flights: Flight[] = [];
  readonly #random: () => number;
  readonly #deltas: readonly number[];

  /** @param opened whether the first total is there before the first press */
  constructor(seed: number, deltas: readonly number[], opened: boolean) {
    this.#random = seeded(seed);
    this.#deltas = deltas;
    if (opened) {
      this.publish();
    }
  }

  step(): void {
    this.time += Math.floor(this.#random() * 60);
    const acts = [() => this.press(), () => this.queue(), () => this.countOne(), () => this.answer()];
    const more = [() => this.publish(), () => this.other()];
    this.#pick([...acts, ...more])();
  }

  drain(): void {
    while (this.flights.some(({ answered, counted }) => !answered || !counted)) {
      this.queue();
      this.countOne();
      this.answer();
    }
    this.publish();
  }

  press(): void {
    const delta = this.#pick(this.#deltas);
    this.pressed += delta;
    this.flights.push({ press: this.ledger.press(delta) });
  }

  other(): void {
    const delta = this.#pick(this.#deltas);
    this.pressed += delta;
    this.count += delta;
  }

  queue(): void {
    const flight = this.flights.find(({ acceptedAt }) => acceptedAt === undefined);
    if (flight !== undefined) {
      flight.acceptedAt = this.time;
    }
  }

  /** Before or after the 202 has come back. */
  countOne(): void {
    const flight = this.flights.find(({ acceptedAt, counted }) => acceptedAt !== undefined && !counted);
    if (flight !== undefined) {
      flight.counted = true;
      this.count += flight.press.delta;
    }
  }

  answer(): void {
    const flight = this.flights.find(({ acceptedAt, answered }) => acceptedAt !== undefined && !answered);
    if (flight?.acceptedAt !== undefined) {
      flight.answered = true;
      this.ledger.accept(flight.press, flight.acceptedAt);
    }
  }

  publish(): void {
    this.ledger.hear({ count: this.count, updatedAt: new Date(this.time).toISOString() });
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** Half the worlds are pressed before their first total. */
const opened = (seed: number): boolean => seed % 2 === 0;

describe('any interleaving', () => {
  test('shown_allCountUp_neverFallsNorExceedsWhatWasPressed', () => {
    for (const seed of SEEDS) {
      const world = new World(seed, [1, 1, 1, 2, 5], opened(seed));
      let before = 100;
      for (let step = 0; step < 200; step++) {
        world.step();
        world.ledger.expire();
        const shown = world.ledger.shown ?? before;
        expect(shown, `seed ${seed} step ${step}`).toBeGreaterThanOrEqual(before);
        expect(shown, `seed ${seed} step ${step}`).toBeLessThanOrEqual(100 + world.pressed);
        before = shown;
      }
      world.drain();
      expect(world.ledger.shown, `seed ${seed}`).toBe(world.count);
    }
  });

  test('shown_upsAndDowns_endsOnTheTotal', () => {
    for (const seed of SEEDS) {
      const world = new World(seed, [1, -1, 3, -2], opened(seed));
      for (let step = 0; step < 200; step++) {
        world.step();
      }
      world.drain();
      world.time += 10;
      world.publish();
      world.time += GRACE_MS;
      expect(world.ledger.expire(), `seed ${seed}`).toBeUndefined();
      expect(world.ledger.shown, `seed ${seed}`).toBe(world.count);
    }
  });

  test('timed_allCountUp_onceForEachPressAndNeverBelowZero', () => {
    for (const seed of SEEDS) {
      const world = new World(seed, [1], true);
      for (let step = 0; step < 100; step++) {
        world.step();
      }
      world.drain();
      expect(world.timed.length, `seed ${seed}`).toBe(world.flights.length);
      expect(Math.min(0, ...world.timed), `seed ${seed}`).toBe(0);
    }
  });
});

/** A ledger that has heard of a total of 10, on a clock that is set by hand. */
function ledgerAtTen() {
  const clock = { time: 1_000_000 };
  const timed: number[] = [];
  const ledger = new Ledger(
    () => clock.time,
    (milliseconds) => timed.push(milliseconds),
  );
  const hear = (count: number) => ledger.hear({ count, updatedAt: new Date(clock.time).toISOString() });
  hear(10);
  return { clock, ledger, timed, hear };
}

describe('one press', () => {
  test('shown_noTotalYet_isUndefined', () => {
    const ledger = new Ledger(() => 0);
    ledger.press(1);
    expect(ledger.shown).toBeUndefined();
  });

  test.each(['accepted', 'unanswered'])('shown_%sBeforeATotalThatHoldsIt_isNotShownTwice', (state) => {
    const ledger = new Ledger(() => 0);
    const press = ledger.press(1);
    if (state === 'accepted') {
      ledger.accept(press, 0);
    }
    ledger.hear({ count: 11, updatedAt: null });
    expect(ledger.shown).toBe(11);
    ledger.accept(press, 0);
    expect(ledger.shown).toBe(11);
    expect(ledger.expire()).toBeUndefined();
  });

  test('shown_pressedBeforeATotalThatLacksIt_isShownWithTheOneThatBringsIt', () => {
    const ledger = new Ledger(() => 0);
    ledger.accept(ledger.press(1), 0);
    ledger.hear({ count: 10, updatedAt: null });
    ledger.press(1);
    expect(ledger.shown).toBe(11);
    ledger.hear({ count: 11, updatedAt: null });
    expect(ledger.shown).toBe(11);
    ledger.hear({ count: 12, updatedAt: null });
    expect(ledger.shown).toBe(12);
  });

  test('shown_pressed_countsAtOnce', () => {
    const { ledger } = ledgerAtTen();
    ledger.press(1);
    expect(ledger.shown).toBe(11);
  });

  test('shown_refused_fallsBack', () => {
    const { ledger } = ledgerAtTen();
    ledger.drop(ledger.press(1));
    expect(ledger.shown).toBe(10);
  });

  test('shown_totalBeforeTheAnswer_isNotCountedTwice', () => {
    const { clock, ledger, hear } = ledgerAtTen();
    const press = ledger.press(1);
    hear(11);
    expect(ledger.shown).toBe(11);
    ledger.accept(press, clock.time + 5);
    expect(ledger.shown).toBe(11);
    expect(ledger.expire()).toBeUndefined();
  });

  test('shown_acceptedAndNothingHeard_isKeptUpToTheLimit', () => {
    const { clock, ledger } = ledgerAtTen();
    const press = ledger.press(1);
    clock.time += 100;
    ledger.accept(press, clock.time);
    clock.time += LIMIT_MS - 1;
    expect(ledger.expire()).toBe(clock.time + 1);
    expect(ledger.shown).toBe(11);
    clock.time += 1;
    ledger.expire();
    expect(ledger.shown).toBe(10);
  });

  test('shown_cancelledOutInOneTotal_isDroppedAfterTheGrace', () => {
    const { clock, ledger, hear } = ledgerAtTen();
    clock.time += 10;
    ledger.accept(ledger.press(1), clock.time);
    clock.time += 50;
    hear(10);
    expect(ledger.shown).toBe(11);
    expect(ledger.expire()).toBe(clock.time + GRACE_MS);
    clock.time += GRACE_MS;
    ledger.expire();
    expect(ledger.shown).toBe(10);
  });

  test('timed_countedBeforeOrAfterTheAnswer_isTheArrivalOfTheTotal', () => {
    const { clock, ledger, timed, hear } = ledgerAtTen();
    const quick = ledger.press(1);
    clock.time += 40;
    hear(11);
    clock.time += 20;
    ledger.accept(quick, clock.time - 30);
    expect(timed).toEqual([40]);
    const usual = ledger.press(1);
    clock.time += 30;
    ledger.accept(usual, clock.time);
    clock.time += 100;
    hear(12);
    expect(timed).toEqual([40, 130]);
  });
});
