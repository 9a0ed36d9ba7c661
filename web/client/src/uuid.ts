import type { Environment } from './environment.js';

const CLICK_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The largest step back of the clock for which ids stay in order. */
const TOLERATED_FALL_MS = 1_000;

/**
 * A generator of click ids: UUIDs of version 7 (RFC 9562), each greater than the previous one.
 *
 * The 12 bits after the version count the ids of a millisecond, from a random start in their lower half. The last 62
 * bits of every id are random. If the count overflows, the ids run ahead of the clock by a millisecond. If the clock is
 * set back by more than a second, the ids follow it and lose their order once. The server would reject an id that
 * stayed ahead as an id from the future.
 */
export class ClickIds {
  readonly #env: Pick<Environment, 'now' | 'getRandomValues'>;
  #millis = -Infinity;
  #count = 0;

  constructor(env: Pick<Environment, 'now' | 'getRandomValues'>) {
    this.#env = env;
  }

  /** Returns the next id. */
  next(): string {
    const random = new Uint8Array(10);
    this.#env.getRandomValues(random);
    const start = ((random[0]! & 0x07) << 8) | random[1]!;
    const now = Math.floor(this.#env.now());
    if (now > this.#millis || now < this.#millis - TOLERATED_FALL_MS) {
      this.#millis = now;
      this.#count = start;
    } else if (this.#count < 0xfff) {
      this.#count++;
    } else {
      this.#millis++;
      this.#count = start;
    }
    return idOf(this.#millis, this.#count, random);
  }
}

/** The device's clock, corrected once the server proves it wrong. */
export class ServerClock {
  readonly #device: () => number;
  #correctionMs = 0;

  constructor(device: () => number) {
    this.#device = device;
  }

  /** Returns the time in epoch milliseconds. */
  readonly now = (): number => this.#device() + this.#correctionMs;

  /** Sets the time to that of the server. */
  readonly set = (serverTime: number): void => {
    this.#correctionMs = serverTime - this.#device();
  };
}

/** Returns an id without an order among the ids of its millisecond. */
export function clickId({ now, getRandomValues }: Pick<Environment, 'now' | 'getRandomValues'>): string {
  const random = new Uint8Array(10);
  getRandomValues(random);
  return idOf(Math.floor(now()), (random[0]! << 4) | (random[1]! >> 4), random);
}

function idOf(millis: number, count: number, random: Uint8Array): string {
  random[2] = (random[2]! & 0x3f) | 0x80;
  const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
  const tail = Array.from(random.subarray(2), (byte) => hex(byte, 2)).join('');
  return `${hex(millis, 12)}7${hex(count, 3)}${tail}`.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Returns whether a text is a click id. */
export function isClickId(text: string): boolean {
  return CLICK_ID.test(text);
}

/** Returns the time at which a click id was made, in epoch milliseconds. */
export function timeOf(clickId: string): number {
  return parseInt(clickId.slice(0, 8) + clickId.slice(9, 13), 16);
}
