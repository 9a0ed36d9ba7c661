import type { ClickStore, StoredClick } from './click-store.js';
import type { Settle } from './coalescer.js';
import type { OpenClick } from './counter-state.js';
import { notify, type Environment } from './environment.js';
import { TallyError } from './errors.js';
import type { Http } from './http.js';
import { OnDemand } from './on-demand.js';
import type { NewClick, Outbox, OutboxParts } from './outbox.js';
import type { TokenSource } from './token.js';
import type { ClickOutcome, Delivery } from './types.js';

// All clients of a page share the loaded part.
export const part = new OnDemand(() => import('./calls.js'));

/** The collaborators and settings of the calls. */
export interface ApiParts extends Omit<OutboxParts, 'send'> {
  readonly env: Environment;
  readonly store: ClickStore;
  readonly httpUrl: string;
  readonly timeoutMs: number;
  readonly token: TokenSource | undefined;
}

interface Calls {
  readonly http: Http;
  readonly outbox: Outbox;
}

/**
 * The calls of the HTTP API and the outbox, whose code is loaded for the first press or read.
 *
 * Clicks that are added before are stored, and wait in order. If the code cannot be loaded, they are given up, because
 * a person can press again. The clicks of an earlier page stay in the storage.
 */
export class Api {
  readonly #parts: ApiParts;
  #calls: Calls | undefined;
  #waiting: NewClick[] = [];
  #restored: StoredClick[] = [];
  #closed = false;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  /** Returns the state of sending clicks, by the last attempt. */
  get delivery(): Delivery {
    return this.#calls?.outbox.delivery ?? { state: 'ok', retryAt: null };
  }

  /** The number of clicks that are not settled. */
  get size(): number {
    return this.#waiting.length + (this.#calls?.outbox.size ?? 0);
  }

  /** Loads the code ahead of the first call. A failure has no effect. */
  prepare(): void {
    void this.#open().catch(() => {});
  }

  /** Sends the clicks that an earlier page left in the storage. */
  restore(): void {
    this.#restored = this.#parts.store.load();
    this.#sendRestored();
  }

  /** Adds an open click. */
  add(clickId: string, open: OpenClick, settle: Settle): void {
    const click = { clickId, counter: open.counter, delta: open.delta };
    this.#waiting.push({ click, open, settle, stored: this.#parts.store.save(click, false) });
    if (part.loaded === undefined) {
      void this.#open().catch((cause) => this.#giveUp(String(cause)));
    } else {
      this.#start(part.loaded);
    }
  }

  /** Calls the API once. */
  async call<T>(use: (http: Http) => Promise<T>): Promise<T> {
    const { http } = await this.#open();
    if (this.#closed) {
      throw new TallyError('closed', 'the client was closed before the call');
    }
    return use(http);
  }

  /** Skips the backoffs of the outbox because the server is reachable again. */
  resume(): void {
    this.#sendRestored();
    this.#calls?.outbox.resume();
  }

  /** Removes a restored click that another tab has settled. */
  settledElsewhere(clickId: string): void {
    this.#calls?.outbox.settledElsewhere(clickId);
  }

  /** Closes the outbox. Clicks that are added later are only stored, if there is a storage. */
  close(): void {
    this.#closed = true;
    this.#calls?.outbox.close();
  }

  /** Aborts all calls in progress. */
  abort(): void {
    this.#calls?.http.abort();
  }

  #sendRestored(): void {
    if (this.#restored.length > 0) {
      if (part.loaded === undefined) {
        this.prepare();
      } else {
        this.#start(part.loaded);
      }
    }
  }

  async #open(): Promise<Calls> {
    return this.#start(await part.load());
  }

  #start({ Http, Outbox }: NonNullable<typeof part.loaded>): Calls {
    if (this.#calls === undefined) {
      const { env, httpUrl, timeoutMs, token } = this.#parts;
      const http = new Http(env, httpUrl, timeoutMs, token);
      this.#calls = { http, outbox: new Outbox({ ...this.#parts, send: (click) => http.click(click) }) };
      if (this.#closed) {
        this.#calls.outbox.close();
      }
    }
    const { outbox } = this.#calls;
    outbox.restore(this.#restored.splice(0));
    this.#waiting.splice(0).forEach((click) => outbox.add(click));
    return this.#calls;
  }

  #giveUp(lastFailure: string): void {
    const { counters, env, onOutcome, store } = this.#parts;
    for (const { click, open, settle } of this.#waiting.splice(0)) {
      const outcome: ClickOutcome = {
        ...click,
        outcome: 'given-up',
        reason: 'not-loaded',
        mayHaveBeenCounted: false,
        lastFailure,
      };
      store.remove(click.clickId);
      settle(outcome);
      counters.drop(open);
      notify(env, () => onOutcome(outcome));
    }
  }
}
