import type { Click } from './types.js';

/** Returns the start of the storage keys of a server's clicks, to which the click id is added. */
export function keyPrefix(httpUrl: string): string {
  return `tally:v1:${httpUrl}:`;
}

/** Returns the value of a stored click. */
export function storedValue({ counter, delta }: Click, sent: boolean, resent = false): string {
  return JSON.stringify({ counter, delta, sent, ...(resent ? { resent } : {}) });
}
