import type { ClickStorage, Environment } from './environment.js';
import { isVoter } from './kinds.js';

/**
 * The id of the voter: the given one, or one that is made for the first vote and kept in the storage. Without a storage
 * the id lasts as long as the client.
 */
export class Voter {
  readonly #env: Pick<Environment, 'getRandomValues'>;
  readonly #storage: ClickStorage | undefined;
  readonly #key: string;
  #id: string | undefined;

  constructor(
    env: Pick<Environment, 'getRandomValues'>,
    storage: ClickStorage | undefined,
    httpUrl: string,
    given: string | undefined,
  ) {
    this.#env = env;
    this.#storage = storage;
    this.#key = `tally:voter:${httpUrl}`;
    this.#id = given;
  }

  /** Returns the id, or undefined if there is none yet. */
  get known(): string | undefined {
    return this.#id ?? this.#stored();
  }

  /** Returns the id. Makes one if there is none. */
  id(): string {
    this.#id ??= this.#stored() ?? this.#create();
    return this.#id;
  }

  #stored(): string | undefined {
    try {
      const stored = this.#storage?.getItem(this.#key);
      return isVoter(stored) ? stored : undefined;
    } catch {
      return undefined;
    }
  }

  #create(): string {
    const bytes = this.#env.getRandomValues(new Uint8Array(16));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    try {
      this.#storage?.setItem(this.#key, id);
    } catch {
      // The id then lasts as long as the client.
    }
    return id;
  }
}
