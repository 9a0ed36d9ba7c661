import { Api } from './api.js';
import { ClickStore } from './click-store.js';
import { Coalescer } from './coalescer.js';
import { checkCounter, checkDelta } from './counter-id.js';
import { Counter, type CounterPort } from './counter.js';
import { Counters, type PendingListener } from './counters.js';
import { environment, notify, type Environment, type EnvironmentOptions } from './environment.js';
import { TallyError } from './errors.js';
import { Live, type ConnectionListener, type TotalListener } from './live.js';
import { lossOf } from './losses.js';
import { StatusMonitor, type ClientStatus, type StatusListener } from './status.js';
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
import { liveUrl } from './values.js';

/** Receives each change of {@link TallyClient.delivery}. */
export type DeliveryListener = (delivery: Delivery) => void;

/** The options of a client. Times are in milliseconds. */
export interface ClientOptions extends EnvironmentOptions {
  /** The URL of the HTTP API without `/v1`; empty for the page's origin. */
  readonly httpUrl: string;
  /** The URL of the WebSocket API, `ws:` or `wss:`. Default: `/ws` on the host of `httpUrl`. */
  readonly wsUrl?: string | undefined;
  /**
   * Returns the token for writes and for the WebSocket, if the server requires one.
   *
   * The client calls it each time, and it must return a token that is valid at that time. Reads send no token.
   */
  readonly token?: TokenSource | undefined;
  /** The minimum time between two clicks of a counter. Presses in between become one click. Default: 100. */
  readonly coalesceMs?: number | undefined;
  /** The maximum number of waiting clicks, including clicks that still combine presses. Default: 500. */
  readonly maxQueued?: number | undefined;
  /**
   * The age at which the client discards a click. Default: 230,000.
   *
   * The server rejects clicks older than 240,000 by its own clock. The difference allows for the transfer and for
   * clocks that differ a little.
   */
  readonly retryWindowMs?: number | undefined;
  /** The timeout of an HTTP call. Default: 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Receives the errors that occur outside of a call. Default: `console.warn`. */
  readonly onError?: ((error: TallyError) => void) | undefined;
  /** Receives the outcome of each click, including clicks that an earlier page left in the storage. */
  readonly onOutcome?: ((outcome: ClickOutcome) => void) | undefined;
}

/**
 * A client of Tally, which presses counters, reads them and receives their totals.
 *
 * A page needs one client. The client keeps timers and a connection until {@link close}.
 *
 * @example
 * const tally = new TallyClient({ httpUrl: 'http://localhost:8080' });
 * const likes = tally.counter('likes');
 * likes.subscribe(({ count }) => show(count));
 * await likes.press();
 */
export class TallyClient {
  readonly #env: Environment;
  readonly #store: ClickStore;
  readonly #counters: Counters;
  readonly #api: Api;
  readonly #coalescer: Coalescer;
  readonly #live: Live;
  readonly #status: StatusMonitor;
  readonly #views = new Map<string, Counter>();
  readonly #port: CounterPort;
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
    this.#store = new ClickStore(env, options.httpUrl);
    this.#counters = new Counters({
      env,
      ask: (counter, receipt) => this.#api.call((http) => http.after(counter, receipt)).catch(() => 'not-yet'),
      onShown: (counter) => this.#live.shownChanged(counter),
      onOverdue: () => this.#live.check(),
    });
    this.#api = new Api({
      env,
      store: this.#store,
      counters: this.#counters,
      httpUrl: options.httpUrl,
      timeoutMs: options.requestTimeoutMs ?? 10_000,
      token: options.token,
      retryWindowMs: options.retryWindowMs ?? 230_000,
      onOutcome: (outcome) => {
        const loss = lossOf(outcome);
        if (loss !== undefined) {
          this.#status.recordLoss(loss);
        }
        options.onOutcome?.(outcome);
      },
      onDelivery: (delivery) => {
        this.#status.update();
        this.#deliveryListeners.forEach((listener) => notify(env, () => listener(delivery)));
      },
    });
    this.#coalescer = new Coalescer(env, this.#counters, options.coalesceMs ?? 100, (click, settle) =>
      this.#api.add(ids.next(), click, settle),
    );
    this.#live = new Live(env, this.#counters, options.wsUrl ?? liveUrl(options.httpUrl), options.token);
    this.#status = new StatusMonitor({
      env,
      connection: () => this.#live.state,
      delivery: () => this.#api.delivery,
      pending: () => this.#counters.allPending().values(),
      onSituation: () => this.#views.forEach((counter) => counter.refresh()),
    });
    this.#counters.onPending((counter) => {
      this.#views.get(counter)?.refresh();
      this.#status.update();
    });
    this.#live.onState((state) => {
      this.#status.update();
      if (state === 'open') {
        // A server that accepts a connection probably accepts clicks, so no backoff is needed.
        this.#api.resume();
      }
    });
    for (const [type, listener] of this.#pageListeners) {
      env.events?.addEventListener(type, listener, isCaptured(type));
    }
    this.#port = {
      env,
      subscribe: (counter, listener) => this.#live.subscribe(counter, listener),
      total: (counter) => this.#live.total(counter),
      shown: (counter) => this.#counters.shown(counter),
      pending: (counter) => this.#counters.pending(counter),
      status: () => this.#status.status.situation,
      press: (counter, delta) => this.press(counter, delta),
    };
    this.#api.restore();
  }

  /**
   * Returns a counter, always the same object for the same id. The client subscribes to it while it has listeners.
   *
   * @example
   * const likes = tally.counter('likes');
   * likes.subscribe(({ count, pending, viewers, windows, status }) => render(count));
   *
   * @param id 1 to 96 characters of `A-Z a-z 0-9 . _ ~ -`, the first a letter or digit
   * @throws TallyError `invalid-counter`
   */
  counter(id: string): Counter {
    checkCounter(id);
    let counter = this.#views.get(id);
    if (counter === undefined) {
      counter = new Counter(id, this.#port);
      this.#views.set(id, counter);
    }
    return counter;
  }

  /**
   * Presses a counter.
   *
   * The first press is sent at once. Later presses within `coalesceMs` become one click with their sum, and share its
   * outcome. The click gets its id when it is sent. All its attempts carry this id, until the server answers or the id
   * is too old.
   *
   * @example
   * const outcome = await tally.press('likes', -1);
   * if (outcome.outcome === 'refused') console.warn(outcome.problem.detail);
   *
   * @param counter 1 to 96 characters of `A-Z a-z 0-9 . _ ~ -`, the first a letter or digit
   * @param delta a whole number from -1000 to 1000 except 0
   * @returns the outcome of the press. Rejects only if the client did not accept the press, with a {@link TallyError}
   *     of `invalid-counter`, `invalid-delta`, `queue-full` or `closed`
   */
  async press(counter: string, delta = 1): Promise<Outcome> {
    this.#checkOpen();
    checkCounter(counter);
    checkDelta(delta);
    const queued = this.#api.size + this.#coalescer.size;
    if (queued >= this.#maxQueued && this.#coalescer.startsClick(counter, delta)) {
      const presses = Math.abs(delta);
      this.#status.recordLoss({ kind: 'full', presses, mayHaveBeenCounted: false, detail: undefined });
      throw new TallyError('queue-full', `press not accepted: ${queued} clicks are waiting; press again later`);
    }
    return this.#coalescer.press(counter, delta);
  }

  /**
   * Subscribes a listener to the totals of a counter. It receives the current total soon, then each newer one, with the number to
   * show. It receives the same total again if the number to show has changed.
   *
   * Within an epoch, the versions that a listener receives never decrease, also across reconnects.
   *
   * @internal
   * @returns a function that removes the listener. The client unsubscribes from the counter two seconds after the last
   *     listener is removed
   * @throws TallyError `too-many-counters` beyond 50 different counters; `invalid-counter`; `no-websocket`; `closed`
   */
  subscribe(counter: string, listener: TotalListener): Unsubscribe {
    return this.#live.subscribe(counter, listener);
  }

  /**
   * Reads a counter once, without retries.
   *
   * @example
   * const { count, windows } = await tally.get('likes');
   *
   * @returns the counter's count, version and windows. Rejects with a {@link TallyError} of `http` (with the
   *     `problem`), `network`, `bad-answer`, `invalid-counter` or `closed`
   */
  async get(counter: string): Promise<CounterReading> {
    this.#checkOpen();
    checkCounter(counter);
    return this.#api.call((http) => http.counter(counter));
  }

  /**
   * Reads the history of a counter once.
   *
   * @example
   * const { windows } = await tally.history('likes', { resolution: '5m', from: Date.now() - 3_600_000 });
   *
   * @returns tumbling windows, oldest first. Rejects like {@link get}
   */
  async history(counter: string, query: HistoryQuery): Promise<History> {
    this.#checkOpen();
    checkCounter(counter);
    return this.#api.call((http) => http.history(counter, query));
  }

  /**
   * Reads a page of posts once.
   *
   * @example
   * const { posts, next } = await tally.posts({ limit: 10 });
   *
   * @returns the posts, newest first, and the cursor of the next page. Rejects like {@link get}
   */
  async posts(query: PostQuery = {}): Promise<PostPage> {
    this.#checkOpen();
    return this.#api.call((http) => http.posts(query));
  }

  /**
   * Reads a post once.
   *
   * @returns the post with its count. Rejects like {@link get}
   */
  async post(id: string): Promise<Post> {
    this.#checkOpen();
    return this.#api.call((http) => http.post(id));
  }

  /**
   * Returns a new post id. For 4 minutes, repeated sends with the same id create the post only once.
   */
  newPostId(): string {
    return this.#ids.next();
  }

  /**
   * Sends a post once, without retries. To retry, call it again with the same id.
   *
   * @example
   * const id = tally.newPostId();
   * await tally.createPost(id, { title: 'Tea or coffee?', content: 'One press up, one press down.' });
   *
   * @param id an id from {@link newPostId}
   * @returns nothing, once the server has accepted the post, which can be read a moment later. Rejects like
   *     {@link get}, and with `no-token`. After `network` or a `problem` of status 5xx, the post may exist nevertheless
   */
  async createPost(id: string, draft: Draft): Promise<void> {
    this.#checkOpen();
    await this.#api.call((http) => http.createPost(id, draft));
  }

  /**
   * Loads the code for presses ahead of the first press. Without this call, the first press loads it.
   *
   * @example
   * button.addEventListener('pointerenter', () => tally.prepare());
   */
  prepare(): void {
    this.#api.prepare();
  }

  /** Returns the state of sending clicks, by the last attempt. */
  get delivery(): Delivery {
    return this.#api.delivery;
  }

  /** Adds a listener for changes of {@link delivery}. Returns a function that removes it. */
  onDelivery(listener: DeliveryListener): Unsubscribe {
    const own: DeliveryListener = (delivery) => listener(delivery);
    this.#deliveryListeners.add(own);
    return () => void this.#deliveryListeners.delete(own);
  }

  /**
   * Returns the number and the sum of a counter's clicks that are not settled.
   *
   * @internal
   */
  pending(counter: string): PendingClicks {
    return this.#counters.pending(counter);
  }

  /**
   * Returns a copy of the unsettled clicks, by counter. Counters without any are absent.
   *
   * @internal
   */
  allPending(): ReadonlyMap<string, PendingClicks> {
    return this.#counters.allPending();
  }

  /**
   * Adds a listener for changes of {@link pending}. Returns a function that removes it.
   *
   * @internal
   */
  onPending(listener: PendingListener): Unsubscribe {
    return this.#counters.onPending(listener);
  }

  /**
   * Returns the status for the whole page, as the same object until it changes.
   *
   * @example
   * const { situation, waiting } = tally.status();
   */
  readonly status = (): ClientStatus => this.#status.status;

  /** Adds a listener for changes of {@link status}. Returns a function that removes it. */
  readonly onStatus = (listener: StatusListener): Unsubscribe => this.#status.onStatus(listener);

  /** Removes the loss from {@link status}, once the user has seen it. */
  forgetLoss(): void {
    this.#status.forgetLoss();
  }

  /** Returns the state of the WebSocket. */
  get connection(): ConnectionState {
    return this.#live.state;
  }

  /** Adds a listener for changes of {@link connection}. Returns a function that removes it. */
  onConnection(listener: ConnectionListener): Unsubscribe {
    return this.#live.onState(listener);
  }

  /**
   * Closes the client: its timers, sockets, calls and listeners.
   *
   * Unsettled presses become `kept` if the storage contains them for the next client, otherwise `given-up`. A second
   * call does nothing.
   */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#views.forEach((counter) => counter.close());
    for (const [type, listener] of this.#pageListeners) {
      this.#env.events?.removeEventListener(type, listener, isCaptured(type));
    }
    this.#live.close();
    this.#api.close();
    this.#coalescer.flush();
    this.#api.abort();
    this.#counters.close();
    this.#deliveryListeners.clear();
    this.#status.close();
  }

  readonly #pageListeners: ReadonlyArray<readonly [string, (event: Event) => void]> = [
    ['online', () => this.#online()],
    ['offline', () => this.#offline()],
    // The page may never resume, so combined presses must reach the storage and the network now.
    ['pagehide', () => this.#coalescer.flush()],
    ['visibilitychange', (event) => this.#appeared(event)],
    ['pageshow', (event) => this.#appeared(event)],
    ['focus', (event) => this.#appeared(event)],
    ['resume', (event) => this.#appeared(event)],
    ['storage', (event) => this.#storageChanged(event as StorageEvent)],
  ];

  #online(): void {
    this.#api.resume();
    this.#live.online();
    this.#status.update();
  }

  #offline(): void {
    this.#live.offline();
    this.#status.update();
  }

  /** The connection may have died while the page was hidden or the device slept. */
  #appeared({ target }: Event): void {
    if ((target as Document | null)?.visibilityState !== 'hidden') {
      this.#live.appeared();
    }
  }

  #storageChanged({ key, newValue }: StorageEvent): void {
    const clickId = this.#store.clickIdOf(key);
    if (clickId !== undefined && newValue === null) {
      this.#api.settledElsewhere(clickId);
    }
  }

  #checkOpen(): void {
    if (this.#closed) {
      throw new TallyError('closed', 'the client is closed; create another one');
    }
  }
}

/** Returns whether an event reaches the window only while it is captured: `resume` does not bubble from the document. */
function isCaptured(type: string): boolean {
  return type === 'resume';
}
