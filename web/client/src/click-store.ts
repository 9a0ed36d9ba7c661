import { isCounter, isDelta } from './counter.js';
import type { Environment } from './environment.js';
import { TallyError } from './errors.js';
import type { Click } from './types.js';
import { isClickId } from './uuid.js';
import { parseObject } from './values.js';

/** A click that an earlier page left behind. */
export interface StoredClick extends Click {
  /** Whether it was sent at least once. */
  readonly sent: boolean;
}

/**
 * Clicks in a storage, so that a reload does not lose them.
 *
 * Each click is an entry of its own, `tally:v1:{httpUrl}:{clickId}` with the value `{"counter","delta","sent"}`. Tabs
 * share the storage without a lock: no entry is ever read, changed and written as part of a list, so that no tab can
 * overwrite another's clicks. Entries of other versions and of other servers are left alone; garbage below the own
 * prefix is removed.
 */
export class ClickStore {
  readonly #env: Pick<Environment, 'storage' | 'report'>;
  readonly #prefix: string;

  constructor(env: Pick<Environment, 'storage' | 'report'>, httpUrl: string) {
    this.#env = env;
    this.#prefix = `tally:v1:${httpUrl}:`;
  }

  /** All clicks, in the order in which they were made. */
  load(): StoredClick[] {
    return this.#try<StoredClick[]>([], (storage) => {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
      return keys
        .filter((key) => key.startsWith(this.#prefix))
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

  /** Writes a click; false if there is no storage or it refuses. */
  save({ clickId, counter, delta }: Click, sent: boolean): boolean {
    return this.#try(false, (storage) => {
      storage.setItem(this.#prefix + clickId, JSON.stringify({ counter, delta, sent }));
      return true;
    });
  }

  /** Whether a click is still there. Where nobody can tell, it is: sending it again does no harm. */
  has(clickId: string): boolean {
    return this.#try(true, (storage) => storage.getItem(this.#prefix + clickId) !== null);
  }

  remove(clickId: string): void {
    this.#try(undefined, (storage) => storage.removeItem(this.#prefix + clickId));
  }

  /** The click whose entry a storage key names, undefined if it names none. */
  clickIdOf(key: string | null): string | undefined {
    return key?.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : undefined;
  }

  #parse(key: string, value: string | null): StoredClick | undefined {
    const clickId = key.slice(this.#prefix.length);
    const { counter, delta, sent } = parseObject(value) ?? {};
    return isClickId(clickId) && isCounter(counter) && isDelta(delta) && typeof sent === 'boolean'
      ? { clickId, counter, delta, sent }
      : undefined;
  }

  #try<T>(otherwise: T, use: (storage: NonNullable<Environment['storage']>) => T): T {
    if (this.#env.storage === undefined) {
      return otherwise;
    }
    try {
      return use(this.#env.storage);
    } catch (cause) {
      this.#env.report(new TallyError('storage-failed', `the storage failed: ${String(cause)}`, { cause }));
      return otherwise;
    }
  }
}
