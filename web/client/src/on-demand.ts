import { TallyError } from './errors.js';

/** A module that is loaded when it is first needed. After a failure, the next call tries again. */
export class OnDemand<T> {
  readonly #import: () => Promise<T>;
  #loaded: T | undefined;
  #loading: Promise<T> | undefined;

  constructor(load: () => Promise<T>) {
    this.#import = load;
  }

  /** The module, undefined until it is loaded. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  /** Loads the module once. Rejects with `not-loaded`. */
  load(): Promise<T> {
    return (this.#loading ??= this.#import().then(
      (module) => (this.#loaded = module),
      (cause) => {
        this.#loading = undefined;
        const message = `a part of the client did not load; try again when the network is back: ${String(cause)}`;
        throw new TallyError('not-loaded', message, { cause });
      },
    ));
  }
}
