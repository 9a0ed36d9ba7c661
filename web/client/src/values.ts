import type { Total, Windows } from './types.js';

/** A JSON object with unchecked fields. */
export type Fields = { readonly [name: string]: unknown };

/** Returns the JSON object in a text, or undefined if the text is anything else. */
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

/** Returns whether a value is a whole number, including one that `JSON.parse` had to round. */
export function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

/** Returns whether an answer asks this client to poll. A probability chooses some clients for pushes. */
export function isPolled(answer: Fields | undefined, random: () => number): boolean {
  const live = answer?.['live'] as Fields | undefined;
  return live?.['mode'] === 'poll' || random() >= Number(live?.['probability']);
}

const OPTIONAL = {
  up: isWhole,
  down: isWhole,
  voters: isWhole,
  asOf: isText,
  reconnectWithinSeconds: isWhole,
  viewersAtLeast: (value: unknown): boolean => value === true,
};

/** Returns the fields of a total that not each total has. */
export function optionalFields(fields: Fields): Pick<Total, keyof typeof OPTIONAL> {
  return Object.fromEntries(
    Object.entries(OPTIONAL)
      .map(([name, isValid]) => [name, fields[name], isValid] as const)
      .filter(([, value, isValid]) => isValid(value)),
  );
}

/**
 * Returns the sums of a total's last 1, 5 and 10 minutes.
 *
 * A window contains the current minute and the 0, 4 or 9 minutes before. It also contains later minutes, which exist
 * if this clock is behind. The sums change as time passes, also without a press.
 *
 * @example
 * windows(total, Date.now())['5m']; // the sum of the last 5 minutes
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

/** Returns the WebSocket URL on the host of the HTTP API; undefined without a host. */
export function liveUrl(httpUrl: string, page: string | undefined = globalThis.location?.href): string | undefined {
  try {
    const { protocol, host } = new URL(httpUrl, page);
    return host === '' ? undefined : `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
  } catch {
    return undefined;
  }
}

/** The upper bound of the first delay, in milliseconds. */
export const BACKOFF_BASE_MS = 250;

/** The upper bound of every delay, in milliseconds. */
export const BACKOFF_CAP_MS = 30_000;

/**
 * Returns the delay before the next attempt, in milliseconds: exponential, with full jitter.
 *
 * The delay is random, from 0 to a bound that doubles with each failure. Clients that failed together therefore retry
 * at different times.
 *
 * @param failures the number of consecutive failures before the present one
 */
export function backoff(failures: number, random: () => number): number {
  return Math.ceil(random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures));
}
