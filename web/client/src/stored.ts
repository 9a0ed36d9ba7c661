import type { ClickStorage } from './environment.js';
import type { Click } from './types.js';

/** Returns the start of the storage keys of a server's clicks, to which the click id is added. */
export function keyPrefix(httpUrl: string): string {
  return `tally:v1:${httpUrl}:`;
}

/** Returns the start of the storage keys of a server's votes. */
export function voteKeyPrefix(httpUrl: string): string {
  return `tally:vote:${httpUrl}:`;
}

/** Returns the keys of a storage with this start. */
export function keysOf(storage: ClickStorage, prefix: string): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  return keys.filter((key) => key.startsWith(prefix));
}

/** Returns the keys of a storage with this start; none of a storage that is absent or fails. */
export function storedKeys(storage: ClickStorage | undefined, prefix: string): string[] {
  try {
    return storage ? keysOf(storage, prefix) : [];
  } catch {
    return [];
  }
}

/** Returns the value of a stored click. */
export function storedValue({ counter, delta }: Click, sent: boolean, resent = false): string {
  return JSON.stringify({ counter, delta, sent, ...(resent ? { resent } : {}) });
}
