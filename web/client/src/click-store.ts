import { isCounter, isDelta } from './counter-id.js';
import type { Environment } from './environment.js';
import { TallyError } from './errors.js';
import { keyPrefix, keysOf, storedValue } from './stored.js';
import type { Click } from './types.js';
import { isClickId } from './uuid.js';
import { parseObject } from './values.js';

/** A click that an earlier page left in the storage. */
export interface StoredClick extends Click {
  /** Whether the click was sent at least once. */
  readonly sent: boolean;
  /** Whether a page other than the one of the press has sent the click. */
  readonly resent: boolean;
}

/**
 * The clicks in a storage, which survive a reload.
 *
 * Each click has its own entry, `tally:v1:{httpUrl}:{clickId}` with the value `{"counter","delta","sent","resent"}`. Tabs share
 * the storage without a lock. Because clicks are not kept as one list, a tab cannot overwrite the clicks of another
 * tab. Entries of other versions and of other servers are not touched. Invalid entries with this client's prefix are
 * removed.
 */
export class ClickStore {
  readonly #env: Pick<Environment, 'storage' | 'report'>;
  readonly #prefix: string;

  constructor(env: Pick<Environment, 'storage' | 'report'>, httpUrl: string) {
    this.#env = env;
    this.#prefix = keyPrefix(httpUrl);
  }

  /** Returns all clicks, oldest first. */
  load(): StoredClick[] {
    return this.#try<StoredClick[]>([], (storage) => {
      return keysOf(storage, this.#prefix)
        .sort()
        .flatMap((key) => {
          const click = this.#parse(key, storage.getItem(key));
          if (click === undefined) {
            storage.removeItem(key);
          }
          return click ?? [];
        });
    });
  }

  /** Writes a click. Returns false if there is no storage or the storage rejects the write. */
  save(click: Click, sent: boolean, resent = false): boolean {
    return this.#try(false, (storage) => {
      storage.setItem(this.#prefix + click.clickId, storedValue(click, sent, resent));
      return true;
    });
  }

  /** Returns a stored click, undefined if there is none, or `unknown` if the storage failed. */
  find(clickId: string): StoredClick | 'unknown' | undefined {
    const key = this.#prefix + clickId;
    return this.#try<StoredClick | 'unknown' | undefined>('unknown', (storage) =>
      this.#parse(key, storage.getItem(key)),
    );
  }

  remove(clickId: string): void {
    this.#try(undefined, (storage) => storage.removeItem(this.#prefix + clickId));
  }

  /** Returns the click id in a storage key, or undefined if the key belongs to no click. */
  clickIdOf(key: string | null): string | undefined {
    return key?.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : undefined;
  }

  #parse(key: string, value: string | null): StoredClick | undefined {
    const clickId = key.slice(this.#prefix.length);
    const { counter, delta, sent, resent } = parseObject(value) ?? {};
    return isClickId(clickId) && isCounter(counter) && isDelta(delta) && typeof sent === 'boolean'
      ? { clickId, counter, delta, sent, resent: resent === true }
      : undefined;
  }

  #try<T>(otherwise: T, use: (storage: NonNullable<Environment['storage']>) => T): T {
    if (this.#env.storage === undefined) {
      return otherwise;
    }
    try {
      return use(this.#env.storage);
    } catch (cause) {
      const message = `the storage failed, so a reload may lose clicks: ${String(cause)}`;
      this.#env.report(new TallyError('storage-failed', message, { cause }));
      return otherwise;
    }
  }
}
