import type { Total, Windows } from './types.js';

/** A JSON object whose fields are yet to be checked. */
export type Fields = { readonly [name: string]: unknown };

/** The object that a text holds as JSON, undefined if it holds anything else. */
export function parseObject(text: unknown): Fields | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

/** Whether a value is a whole number, if perhaps one that was too long to be read exactly. */
export function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

/** The field `asOf` of a total, which is absent where the server does not tell. */
export function optionalAsOf(asOf: unknown): { asOf?: string } {
  return isText(asOf) ? { asOf } : {};
}

/**
 * The sums of a total's last 1, 5 and 10 minutes: the minute under way, what is ahead of this clock, and as many
 * minutes before it as belong to the window. They change as time passes, also while nobody presses.
 *
 * @param now epoch milliseconds
 */
export function windows(total: Pick<Total, 'minutes'>, now: number): Windows {
  const currentMinute = Math.floor(now / 60_000);
  const minutes = Object.entries(total.minutes);
  const sum = (length: number): number =>
    minutes.reduce((all, [minute, clicks]) => (Number(minute) >= currentMinute - length + 1 ? all + clicks : all), 0);
  return { '1m': sum(1), '5m': sum(5), '10m': sum(10) };
}

/** The longest first delay, in milliseconds. */
export const BACKOFF_BASE_MS = 250;

/** The longest delay at all, in milliseconds. */
export const BACKOFF_CAP_MS = 30_000;

/**
 * The delay before the next attempt, in milliseconds: exponential with full jitter, that is anywhere from 0 to a bound
 * which doubles with each failure. Clients that failed together come back spread out.
 *
 * @param failures how many attempts have failed in a row before the present failure
 */
export function backoff(failures: number, random: () => number): number {
  return Math.ceil(random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures));
}
