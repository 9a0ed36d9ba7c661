import { describe, expect, test } from 'vitest';
import { GRACE_MS, Ledger, LIMIT_MS, type Press } from '../src/counting/ledger.js';

/** Returns a generator of numbers from 0 to below 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface SentPress {
  readonly press: Press;
  acceptedAt?: number;
  counted?: boolean;
  answered?: boolean;
}

/** A server with a queue, and presses of this page and others. The next event is random. */
class Simulation {
  time = 1_000_000;
  count = 100;
  pressed = 0;
  readonly timed: number[] = [];
  readonly ledger = new Ledger(
    () => this.time,
    (milliseconds) => this.timed.push(milliseconds),
  );
  readonly sent: SentPress[] = [];
  readonly #random: () => number;
  readonly #deltas: readonly number[];

  /** @param opened whether the first total arrives before the first press */
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
    while (this.sent.some(({ answered, counted }) => !answered || !counted)) {
      this.queue();
      this.countOne();
      this.answer();
    }
    this.publish();
  }

  press(): void {
    const delta = this.#pick(this.#deltas);
    this.pressed += delta;
    this.sent.push({ press: this.ledger.press(delta) });
  }

  other(): void {
    const delta = this.#pick(this.#deltas);
    this.pressed += delta;
    this.count += delta;
  }

  queue(): void {
    const sentPress = this.sent.find(({ acceptedAt }) => acceptedAt === undefined);
    if (sentPress !== undefined) {
      sentPress.acceptedAt = this.time;
    }
  }

  /** Counts one press, before or after its 202 has arrived. */
  countOne(): void {
    const sentPress = this.sent.find(({ acceptedAt, counted }) => acceptedAt !== undefined && !counted);
    if (sentPress !== undefined) {
      sentPress.counted = true;
      this.count += sentPress.press.delta;
    }
  }

  answer(): void {
    const sentPress = this.sent.find(({ acceptedAt, answered }) => acceptedAt !== undefined && !answered);
    if (sentPress?.acceptedAt !== undefined) {
      sentPress.answered = true;
      this.ledger.accept(sentPress.press, sentPress.acceptedAt);
    }
  }

  publish(): void {
    this.ledger.receive({ count: this.count, updatedAt: new Date(this.time).toISOString() });
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** Returns whether the first total precedes the first press, which is so in half of the simulations. */
const opened = (seed: number): boolean => seed % 2 === 0;

describe('any interleaving', () => {
  test('shown_allCountUp_neverFallsAndNeverExceedsThePresses', () => {
    for (const seed of SEEDS) {
      const simulation = new Simulation(seed, [1, 1, 1, 2, 5], opened(seed));
      let before = 100;
      for (let step = 0; step < 200; step++) {
        simulation.step();
        simulation.ledger.expire();
        const shown = simulation.ledger.shown ?? before;
        expect(shown, `seed ${seed} step ${step}`).toBeGreaterThanOrEqual(before);
        expect(shown, `seed ${seed} step ${step}`).toBeLessThanOrEqual(100 + simulation.pressed);
        before = shown;
      }
      simulation.drain();
      expect(simulation.ledger.shown, `seed ${seed}`).toBe(simulation.count);
    }
  });

  test('shown_upsAndDowns_endsAtTheTotal', () => {
    for (const seed of SEEDS) {
      const simulation = new Simulation(seed, [1, -1, 3, -2], opened(seed));
      for (let step = 0; step < 200; step++) {
        simulation.step();
      }
      simulation.drain();
      simulation.time += 10;
      simulation.publish();
      simulation.time += GRACE_MS;
      expect(simulation.ledger.expire(), `seed ${seed}`).toBeUndefined();
      expect(simulation.ledger.shown, `seed ${seed}`).toBe(simulation.count);
    }
  });

  test('timed_allCountUp_isOncePerPressAndNeverNegative', () => {
    for (const seed of SEEDS) {
      const simulation = new Simulation(seed, [1], true);
      for (let step = 0; step < 100; step++) {
        simulation.step();
      }
      simulation.drain();
      expect(simulation.timed.length, `seed ${seed}`).toBe(simulation.sent.length);
      expect(Math.min(0, ...simulation.timed), `seed ${seed}`).toBe(0);
    }
  });
});

/** Returns a ledger with a total of 10, and a clock that the test sets. */
function ledgerAtTen() {
  const clock = { time: 1_000_000 };
  const timed: number[] = [];
  const ledger = new Ledger(
    () => clock.time,
    (milliseconds) => timed.push(milliseconds),
  );
  const receive = (count: number) => ledger.receive({ count, updatedAt: new Date(clock.time).toISOString() });
  receive(10);
  return { clock, ledger, timed, receive };
}

describe('one press', () => {
  test('shown_noTotalYet_isUndefined', () => {
    const ledger = new Ledger(() => 0);
    ledger.press(1);
    expect(ledger.shown).toBeUndefined();
  });

  test.each(['accepted', 'unanswered'])('shown_%sBeforeItsTotal_isNotShownTwice', (state) => {
    const ledger = new Ledger(() => 0);
    const press = ledger.press(1);
    if (state === 'accepted') {
      ledger.accept(press, 0);
    }
    ledger.receive({ count: 11, updatedAt: null });
    expect(ledger.shown).toBe(11);
    ledger.accept(press, 0);
    expect(ledger.shown).toBe(11);
    expect(ledger.expire()).toBeUndefined();
  });

  test('shown_pressMissingInTheFirstTotal_isShownWithALaterTotal', () => {
    const ledger = new Ledger(() => 0);
    ledger.accept(ledger.press(1), 0);
    ledger.receive({ count: 10, updatedAt: null });
    ledger.press(1);
    expect(ledger.shown).toBe(11);
    ledger.receive({ count: 11, updatedAt: null });
    expect(ledger.shown).toBe(11);
    ledger.receive({ count: 12, updatedAt: null });
    expect(ledger.shown).toBe(12);
  });

  test('shown_pressed_countsAtOnce', () => {
    const { ledger } = ledgerAtTen();
    ledger.press(1);
    expect(ledger.shown).toBe(11);
  });

  test('shown_rejected_fallsBack', () => {
    const { ledger } = ledgerAtTen();
    ledger.drop(ledger.press(1));
    expect(ledger.shown).toBe(10);
  });

  test('shown_totalBeforeTheAnswer_isNotCountedTwice', () => {
    const { clock, ledger, receive } = ledgerAtTen();
    const press = ledger.press(1);
    receive(11);
    expect(ledger.shown).toBe(11);
    ledger.accept(press, clock.time + 5);
    expect(ledger.shown).toBe(11);
    expect(ledger.expire()).toBeUndefined();
  });

  test('shown_acceptedWithoutATotal_isKeptUpToTheLimit', () => {
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

  test('shown_cancelledOutInOneTotal_isDroppedAfterTheGracePeriod', () => {
    const { clock, ledger, receive } = ledgerAtTen();
    clock.time += 10;
    ledger.accept(ledger.press(1), clock.time);
    clock.time += 50;
    receive(10);
    expect(ledger.shown).toBe(11);
    expect(ledger.expire()).toBe(clock.time + GRACE_MS);
    clock.time += GRACE_MS;
    ledger.expire();
    expect(ledger.shown).toBe(10);
  });

  test('timed_countedBeforeOrAfterTheAnswer_isTheArrivalOfTheTotal', () => {
    const { clock, ledger, timed, receive } = ledgerAtTen();
    const quick = ledger.press(1);
    clock.time += 40;
    receive(11);
    clock.time += 20;
    ledger.accept(quick, clock.time - 30);
    expect(timed).toEqual([40]);
    const usual = ledger.press(1);
    clock.time += 30;
    ledger.accept(usual, clock.time);
    clock.time += 100;
    receive(12);
    expect(timed).toEqual([40, 130]);
  });
});
