import { ClickStore } from './click-store.js';
import { Coalescer } from './coalescer.js';
import { checkCounter, checkDelta } from './counter.js';
import { environment, notify, type Environment, type EnvironmentOptions } from './environment.js';
import { TallyError } from './errors.js';
import { Http } from './http.js';
import { Live, type ConnectionListener, type TotalListener } from './live.js';
import { Outbox } from './outbox.js';
import { Pending, type PendingListener } from './pending.js';
import type { TokenSource } from './token.js';
import type {
  ClickOutcome,
  ConnectionState,
  CounterReading,
  Delivery,
  Draft,
  History,
  HistoryQuery,
  Outcome,
  PendingClicks,
  Post,
  PostPage,
  PostQuery,
  Unsubscribe,
} from './types.js';
import { ClickIds } from './uuid.js';

/** Hears how sending clicks goes. */
export type DeliveryListener = (delivery: Delivery) => void;

/** How a client is set up. Times are in milliseconds. */
export interface ClientOptions extends EnvironmentOptions {
  /** Where the HTTP API is, without the `/v1`; empty for the page's own origin. */
  readonly httpUrl: string;
  /** The WebSocket's URL, `ws:` or `wss:`. Needed for subscribing alone. */
  readonly wsUrl?: string | undefined;
  /**
   * Gives the token that writes and the WebSocket show, where the server asks for one. It is asked for each time, so that it
   * must give one that is good then; reads show none.
   */
  readonly token?: TokenSource | undefined;
  /** How far apart the clicks of a counter are at least: presses between are gathered into one; 100 if not told. */
  readonly coalesceMs?: number | undefined;
  /** How many clicks may wait, those being gathered included; 500 if not told. */
  readonly maxQueued?: number | undefined;
  /**
   * How old a click may grow before it is given up; 230,000 if not told. The server refuses what is older than 240,000,
   * by its own clock: the difference is for the way, and for clocks that differ a little.
   */
  readonly retryWindowMs?: number | undefined;
  /** How long an HTTP call may take; 10,000 if not told. */
  readonly requestTimeoutMs?: number | undefined;
  /** Hears what goes wrong without a caller to tell it to; `console.warn` if not told. */
  readonly onError?: ((error: TallyError) => void) | undefined;
  /** Hears what became of each click: the only way to hear of those that an earlier page left in the storage. */
  readonly onOutcome?: ((outcome: ClickOutcome) => void) | undefined;
}

/**
 * A client of Tally: presses counters, reads them, and hears of their totals.
 *
 * One client serves a whole page. It keeps timers and a connection until it is closed.
 */
export class TallyClient {
  readonly #env: Environment;
  readonly #store: ClickStore;
  readonly #http: Http;
  readonly #pending: Pending;
  readonly #outbox: Outbox;
  readonly #coalescer: Coalescer;
  readonly #live: Live;
  readonly #maxQueued: number;
  readonly #ids: ClickIds;
  readonly #deliveryListeners = new Set<DeliveryListener>();
  #closed = false;

  constructor(options: ClientOptions) {
    const env = environment(options, options.onError ?? ((error) => console.warn(error)));
    const ids = new ClickIds(env);
    this.#env = env;
    this.#ids = ids;
    this.#maxQueued = options.maxQueued ?? 500;
    this.#http = new Http(env, options.httpUrl, options.requestTimeoutMs ?? 10_000, options.token);
    this.#store = new ClickStore(env, options.httpUrl);
    this.#pending = new Pending(env);
    this.#outbox = new Outbox({
      env,
      store: this.#store,
      pending: this.#pending,
      retryWindowMs: options.retryWindowMs ?? 230_000,
      send: (click) => this.#http.click(click),
      onOutcome: options.onOutcome ?? (() => {}),
      onDelivery: (delivery) => this.#deliveryListeners.forEach((listener) => notify(env, () => listener(delivery))),
    });
    this.#coalescer = new Coalescer(env, this.#pending, options.coalesceMs ?? 100, (counter, delta, settle) =>
      this.#outbox.add({ clickId: ids.next(), counter, delta }, settle),
    );
    this.#live = new Live(env, options.wsUrl, options.token);
    // A server that takes a connection takes clicks as well.
    this.#live.onState((state) => state === 'open' && this.#outbox.resume());
    for (const [type, listener] of this.#pageListeners) {
      env.events?.addEventListener(type, listener);
    }
    this.#outbox.restore();
  }

  /**
   * Presses a counter.
   *
   * A press is sent at once. Presses of the counter within `coalesceMs` after it become one click with their sum, and share
   * its outcome. The click gets its id when they are gathered, and is sent under that id until the server answers or the id
   * is too old.
   *
   * @param counter 1 to 96 characters of `A-Z a-z 0-9 . _ ~ -`, the first one a letter or digit
   * @param delta a whole number from -1000 to 1000, and not 0
   * @returns what became of it. It rejects only where the press was not taken: with a {@link TallyError} of
   *     `invalid-counter`, `invalid-delta`, `queue-full` or `closed`
   */
  async press(counter: string, delta = 1): Promise<Outcome> {
    this.#checkOpen();
    checkCounter(counter);
    checkDelta(delta);
    const queued = this.#outbox.size + this.#coalescer.size;
    if (queued >= this.#maxQueued && this.#coalescer.startsClick(counter, delta)) {
      throw new TallyError('queue-full', `${queued} clicks wait already; this press was not taken`);
    }
    return this.#coalescer.press(counter, delta);
  }

  /**
   * Hears of a counter's totals: the present one soon, then each newer one. A listener never hears of a version below
   * one that it has heard of, across reconnects, too.
   *
   * @returns ends this subscription; the counter is unsubscribed two seconds after its last one
   * @throws TallyError `too-many-counters` beyond 50 different counters; `invalid-counter`; `no-websocket`; `closed`
   */
  subscribe(counter: string, listener: TotalListener): Unsubscribe {
    return this.#live.subscribe(counter, listener);
  }

  /**
   * Reads a counter once. It is not tried again.
   *
   * @returns what it stands at; rejects with a {@link TallyError} of `http` (with the `problem`), `network`,
   *     `bad-answer`, `invalid-counter` or `closed`
   */
  async get(counter: string): Promise<CounterReading> {
    this.#checkOpen();
    checkCounter(counter);
    return this.#http.counter(counter);
  }

  /** Reads a counter's past once, as tumbling windows, oldest first. Rejects as {@link get} does. */
  async history(counter: string, query: HistoryQuery): Promise<History> {
    this.#checkOpen();
    checkCounter(counter);
    return this.#http.history(counter, query);
  }

  /** Reads a page of posts once. Rejects as {@link get} does. */
  async posts(query: PostQuery = {}): Promise<PostPage> {
    this.#checkOpen();
    return this.#http.posts(query);
  }

  /** Reads a post once. Rejects as {@link get} does. */
  async post(id: string): Promise<Post> {
    this.#checkOpen();
    return this.#http.post(id);
  }

  /**
   * Makes the id of a post. A post is made once however often it is sent under one id, for 4 minutes.
   */
  newPostId(): string {
    return this.#ids.next();
  }

  /**
   * Sends a post once; it can be read a moment later. To try again, give the same id. Rejects as {@link get} does; with
   * `network`, and with a `problem` of status 5xx, it may have been made all the same.
   *
   * @param id of {@link newPostId}
   */
  async createPost(id: string, draft: Draft): Promise<void> {
    this.#checkOpen();
    await this.#http.createPost(id, draft);
  }

  /** How sending clicks went last. */
  get delivery(): Delivery {
    return this.#outbox.delivery;
  }

  /** Hears of each change of {@link delivery}. */
  onDelivery(listener: DeliveryListener): Unsubscribe {
    const own: DeliveryListener = (delivery) => listener(delivery);
    this.#deliveryListeners.add(own);
    return () => void this.#deliveryListeners.delete(own);
  }

  /** What was pressed and is not settled yet, of one counter. */
  pending(counter: string): PendingClicks {
    return this.#pending.of(counter);
  }

  /** What was pressed and is not settled yet, of every counter of which there is something: a copy. */
  allPending(): ReadonlyMap<string, PendingClicks> {
    return this.#pending.all();
  }

  /** Hears of each change of what is pending. */
  onPending(listener: PendingListener): Unsubscribe {
    return this.#pending.listen(listener);
  }

  /** How the WebSocket stands. */
  get connection(): ConnectionState {
    return this.#live.state;
  }

  /** Hears of each change of {@link connection}. */
  onConnection(listener: ConnectionListener): Unsubscribe {
    return this.#live.onState(listener);
  }

  /**
   * Ends everything: timers, sockets, calls and listeners. Presses that are not settled become `kept` where they are in
   * the storage, for the next client; `given-up` otherwise. Calling it again does nothing.
   */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    for (const [type, listener] of this.#pageListeners) {
      this.#env.events?.removeEventListener(type, listener);
    }
    this.#outbox.close();
    this.#coalescer.flush();
    this.#http.abort();
    this.#live.close();
    this.#pending.removeListeners();
    this.#deliveryListeners.clear();
  }

  readonly #pageListeners: ReadonlyArray<readonly [string, (event: Event) => void]> = [
    ['online', () => this.#online()],
    ['offline', () => this.#live.offline()],
    // The page may not come back: what is being gathered must reach the storage and the network now.
    ['pagehide', () => this.#coalescer.flush()],
    ['storage', (event) => this.#storageChanged(event as StorageEvent)],
  ];

  #online(): void {
    this.#outbox.resume();
    this.#live.online();
  }

  #storageChanged({ key, newValue }: StorageEvent): void {
    const clickId = this.#store.clickIdOf(key);
    if (clickId !== undefined && newValue === null) {
      this.#outbox.settledElsewhere(clickId);
    }
  }

  #checkOpen(): void {
    if (this.#closed) {
      throw new TallyError('closed', 'the client is closed');
    }
  }
}
