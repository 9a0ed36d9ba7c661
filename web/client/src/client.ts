import { checkCounter, checkDelta } from './counter-id.js';
import { Counter, type CounterPort } from './counter.js';
import type { PendingListener } from './counters.js';
import { environment, notify, type ClickStorage, type Environment, type EnvironmentOptions } from './environment.js';
import { TallyError } from './errors.js';
import { checkClaps, checkClicks, checkVote, checkVoter } from './kinds.js';
import { Live, type ConnectionListener, type TotalListener } from './live.js';
import type { Loss } from './losses.js';
import { Presses } from './presses.js';
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
  VoteOutcome,
} from './types.js';
import { ClickIds } from './uuid.js';
import { liveUrl } from './values.js';
import { Voting } from './voting.js';

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
  /**
   * The voter's id: 16 to 64 of `A-Z a-z 0-9 _ -`. Default: an id that is made for the first vote and kept.
   *
   * With a `token`, the token names the voter, and the id is not sent. It then only separates the votes of several users
   * of one browser. Without it, votes that wait are lost with the page.
   */
  readonly voter?: string | undefined;
  /**
   * The storage of the voter's id and of votes that wait. Default: `storage`; null to keep both in memory, for example
   * before the user has agreed.
   */
  readonly voterStorage?: ClickStorage | null | undefined;
  /** The minimum time between two clicks of a counter, or two votes. Presses in between become one click. Default: 100. */
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
  readonly #presses: Presses;
  readonly #live: Live;
  readonly #status: StatusMonitor;
  readonly #voting: Voting;
  readonly #hasToken: boolean;
  readonly #views = new Map<string, Counter>();
  readonly #port: CounterPort;
  readonly #ids: ClickIds;
  readonly #deliveryListeners = new Set<DeliveryListener>();
  readonly #pendingListeners = new Set<PendingListener>();
  #closed = false;

  constructor(options: ClientOptions) {
    if (options.voter !== undefined) {
      checkVoter(options.voter);
    }
    const env = environment(options, options.onError ?? ((error) => console.warn(error)));
    const ids = new ClickIds(env);
    this.#env = env;
    this.#ids = ids;
    this.#hasToken = options.token !== undefined;
    const shared = {
      env,
      ids,
      httpUrl: options.httpUrl,
      token: options.token,
      timeoutMs: options.requestTimeoutMs ?? 10_000,
      coalesceMs: options.coalesceMs ?? 100,
      retryWindowMs: options.retryWindowMs ?? 230_000,
      onLoss: (loss: Loss) => this.#status.recordLoss(loss),
      onDelivery: () => {
        const { delivery } = this;
        this.#status.update();
        this.#deliveryListeners.forEach((listener) => notify(env, () => listener(delivery)));
      },
    };
    this.#presses = new Presses({
      ...shared,
      maxQueued: options.maxQueued ?? 500,
      totals: () => this.#live.totals(),
      onShown: (counter) => this.#live.shownChanged(counter),
      onPending: (counter, pending) => {
        this.#views.get(counter)?.refresh();
        this.#status.update();
        this.#pendingListeners.forEach((listener) => notify(env, () => listener(counter, pending)));
      },
      onOverdue: () => this.#live.check(),
      onOutcome: (outcome) => options.onOutcome?.(outcome),
    });
    this.#voting = new Voting({
      ...shared,
      storage: options.voterStorage === undefined ? env.storage : (options.voterStorage ?? undefined),
      voter: options.voter,
      onChange: (counter) => {
        this.#views.get(counter)?.refresh();
        this.#status.update();
      },
    });
    this.#live = new Live(env, this.#presses, options.wsUrl ?? liveUrl(options.httpUrl), options.token);
    this.#status = new StatusMonitor({
      env,
      connection: () => this.#live.state,
      delivery: () => this.delivery,
      pending: () => [...this.#presses.allPending().values(), this.#voting.pending],
      onSituation: () => this.#views.forEach((counter) => counter.refresh()),
    });
    this.#live.onState((state) => {
      this.#status.update();
      if (state === 'open') {
        // A server that accepts a connection probably accepts clicks, so no backoff is needed.
        this.#presses.resume();
        this.#voting.resume();
        this.#voting.reread(this.#watchedVotes());
      }
    });
    for (const [type, listener] of this.#pageListeners) {
      env.events?.addEventListener(type, listener, isCaptured(type));
    }
    this.#port = {
      env,
      subscribe: (counter, listener) => this.#live.subscribe(counter, listener),
      total: (counter) => this.#live.total(counter),
      shown: (counter) => this.#presses.shown(counter, this.#live.total(counter)),
      pending: (counter) => this.#presses.pending(counter),
      status: () => this.#status.status.situation,
      press: (counter, delta) => this.press(counter, delta),
      own: (counter, total) => this.#voting.own(counter, total),
      vote: async (counter, value) => {
        this.#checkOpen();
        checkVote(counter, value);
        return this.#voting.vote(counter, value);
      },
      clap: async (counter, claps) => {
        this.#checkOpen();
        checkClaps(counter, claps);
        return this.#voting.clap(counter, claps);
      },
    };
    this.#presses.restore();
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
   *     of `invalid-counter`, `invalid-delta`, `wrong-kind`, `queue-full`, `not-loaded` or `closed`
   */
  async press(counter: string, delta = 1): Promise<Outcome> {
    this.#checkOpen();
    checkCounter(counter);
    checkClicks(counter);
    checkDelta(delta);
    return this.#presses.press(counter, delta);
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
    return this.#presses.call((http) => http.counter(counter));
  }

  /**
   * Reads up to 100 counters with one call, without retries.
   *
   * @example
   * const [likes, stars] = await tally.getAll(['likes', 'stars']);
   *
   * @returns the counters in the order of their ids. Rejects like {@link get}, above 100 counters with `http`
   */
  async getAll(counters: readonly string[]): Promise<CounterReading[]> {
    this.#checkOpen();
    counters.forEach(checkCounter);
    return counters.length === 0 ? [] : this.#presses.call((http) => http.counters(counters));
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
    return this.#presses.call((http) => http.history(counter, query));
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
    return this.#presses.call((http) => http.posts(query));
  }

  /**
   * Reads a post once.
   *
   * @returns the post with its count. Rejects like {@link get}
   */
  async post(id: string): Promise<Post> {
    this.#checkOpen();
    return this.#presses.call((http) => http.post(id));
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
    await this.#presses.call((http) => http.createPost(id, draft));
  }

  /**
   * Moves the votes of an anonymous voter to a signed-in user, where the server asks for no tokens. Each vote becomes
   * two: the value 0 for the present voter, and the value for the user. A vote that the user already has stays. From
   * then on the client votes as the user. Give the id as the option `voter` to later clients.
   *
   * @example
   * await tally.moveVotes(user.voterId);
   *
   * @param voter the user's id: 16 to 64 of `A-Z a-z 0-9 _ -`
   * @param counters the counters of the votes. Default: those that this client has used
   * @returns the outcomes of both votes of each counter. Rejects with a {@link TallyError} of `invalid-voter`,
   *     `wrong-kind` or `closed`, or like {@link get} if the values cannot be read; then no vote has moved
   */
  async moveVotes(voter: string, counters?: readonly string[]): Promise<readonly VoteOutcome[]> {
    this.#checkOpen();
    checkVoter(voter);
    if (this.#hasToken) {
      throw new TallyError('invalid-voter', 'the token names the voter, so no vote can be moved');
    }
    counters?.forEach((counter) => checkVote(counter, 0));
    return this.#voting.move(voter, counters);
  }

  /**
   * Loads the code for presses ahead of the first press. Without this call, the first press loads it.
   *
   * @example
   * button.addEventListener('pointerenter', () => tally.prepare());
   */
  prepare(): void {
    this.#presses.prepare();
  }

  /** Returns the state of sending clicks, by the last attempt. */
  get delivery(): Delivery {
    return this.#voting.delivery ?? this.#presses.delivery;
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
    return this.#presses.pending(counter);
  }

  /**
   * Returns a copy of the unsettled clicks, by counter. Counters without any are absent.
   *
   * @internal
   */
  allPending(): ReadonlyMap<string, PendingClicks> {
    return this.#presses.allPending();
  }

  /**
   * Adds a listener for changes of {@link pending}. Returns a function that removes it.
   *
   * @internal
   */
  onPending(listener: PendingListener): Unsubscribe {
    const own: PendingListener = (counter, pending) => listener(counter, pending);
    this.#pendingListeners.add(own);
    return () => void this.#pendingListeners.delete(own);
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
    this.#presses.close();
    this.#voting.close();
    this.#deliveryListeners.clear();
    this.#pendingListeners.clear();
    this.#status.close();
  }

  readonly #pageListeners: ReadonlyArray<readonly [string, (event: Event) => void]> = [
    ['online', () => this.#online()],
    ['offline', () => this.#offline()],
    // The page may never resume, so combined presses must reach the storage and the network now.
    ['pagehide', () => this.#flush()],
    ['visibilitychange', (event) => this.#appeared(event)],
    ['pageshow', (event) => this.#appeared(event)],
    ['focus', (event) => this.#appeared(event)],
    ['resume', (event) => this.#appeared(event)],
    ['storage', (event) => this.#storageChanged(event as StorageEvent)],
  ];

  #flush(): void {
    this.#presses.flush();
    this.#voting.flush();
  }

  #storageChanged(event: StorageEvent): void {
    this.#presses.storageChanged(event);
    this.#voting.storageChanged(event.key);
  }

  #watchedVotes(): string[] {
    return [...this.#views.values()].filter((view) => view.kind !== 'clicks' && view.isWatched).map(({ id }) => id);
  }

  #online(): void {
    this.#presses.resume();
    this.#voting.resume();
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
