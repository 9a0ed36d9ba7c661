import { TallyError } from './errors.js';

/** The largest delta of one click, positive or negative. */
export const MAX_DELTA = 1000;

const COUNTER = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,95}$/;
/** Parts of a path, the hot list, and the kinds without a name. */
const RESERVED = new Set(['counters', 'posts', 'hot', 'like~', 'updown~', 'clap~']);

/**
 * Returns whether a value is a valid counter id.
 *
 * @example
 * isCounter('likes'); // true
 * isCounter('posts'); // false, because the id is reserved
 */
export function isCounter(text: unknown): text is string {
  return typeof text === 'string' && COUNTER.test(text) && !RESERVED.has(text);
}

/** Returns whether a value is a valid delta of a click. */
export function isDelta(value: unknown): value is number {
  return Number.isInteger(value) && value !== 0 && Math.abs(value as number) <= MAX_DELTA;
}

/** Throws `invalid-counter` unless the text is a valid counter id. */
export function checkCounter(text: string): void {
  if (!isCounter(text)) {
    throw new TallyError(
      'invalid-counter',
      `counter id must be 1 to 96 characters of A-Z a-z 0-9 . _ ~ -, the first one a letter or digit, ` +
        `and none of ${[...RESERVED].join(', ')}, but is '${text}'`,
    );
  }
}

/** Throws `invalid-delta` unless the number is a valid delta of a click. */
export function checkDelta(delta: number): void {
  if (!isDelta(delta)) {
    throw new TallyError(
      'invalid-delta',
      `delta must be a whole number from -1000 to 1000, and not 0, but is ${delta}`,
    );
  }
}
