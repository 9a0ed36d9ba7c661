import { checkCounter, checkDelta } from './counter-id.js';
import { CounterClient, isCaptured, type ClientOptions, type DeliveryListener } from './counter-client.js';
import { Counter } from './counter.js';
import type { PendingListener } from './counters.js';
import { notify } from './environment.js';
import { TallyError } from './errors.js';
import type { Http } from './http.js';
import { checkClicks, checkVoter } from './kinds.js';
import type { ConnectionListener } from './live.js';
import type { CounterPort } from './live-counter.js';
import { StatusMonitor, type ClientStatus, type StatusListener, type SituationParts } from './status.js';
import { requestsOf } from './token.js';
import type {
  ConnectionState,
  CounterReading,
  Draft,
  History,
  HistoryQuery,
  Outcome,
  PendingClicks,
  Post,
  PostPage,
  PostQuery,
  Total,
  Unsubscribe,
  VoteOutcome,
} from './types.js';
import { ClickIds } from './uuid.js';
import type { Voters } from './voters.js';

/**
 * Receives the total of a counter and the number to show.
 *
 * The number also contains the presses of this client that the total does not include yet. While all clients count up,
 * the number never falls.
 */
type TotalListener = (total: Total, shown: number) => void;

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
export class TallyClient extends CounterClient {
  /** @internal */
  declare readonly monitor: StatusMonitor;
  /** @internal */
  protected override readonly deliveryChanged: DeliveryListener = (delivery) =>
    this.#deliveryListeners.forEach((listener) => notify(this.env, () => listener(delivery)));
  /** @internal */
  protected override readonly pendingChanged: PendingListener = (counter, pending) =>
    this.#pendingListeners.forEach((listener) => notify(this.env, () => listener(counter, pending)));
  /** @internal */
  protected override readonly connectionChanged: ConnectionListener = (state) =>
    this.#connectionListeners.forEach((listener) => notify(this.env, () => listener(state)));
  readonly #hasToken: boolean;
  readonly #ids = new ClickIds(this.env);
  readonly #deliveryListeners = new Set<DeliveryListener>();
  readonly #pendingListeners = new Set<PendingListener>();
  readonly #connectionListeners = new Set<ConnectionListener>();
  #closed = false;

  constructor(options: ClientOptions) {
    if (options.voter !== undefined) {
      checkVoter(options.voter);
    }
    super(options, options.token && requestsOf(options.token));
    this.#hasToken = options.token !== undefined;
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
  override counter(id: string): Counter {
    return super.counter(id) as Counter;
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
  override async press(counter: string, delta = 1): Promise<Outcome> {
    this.#checkOpen();
    checkCounter(counter);
    checkClicks(counter);
    checkDelta(delta);
    return super.press(counter, delta);
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
    let isSubscribed = true;
    let isNotified = false;
    const receive = () => {
      const total = this.live.total(counter);
      const shown = this.presses.shown(counter, total);
      if (isSubscribed && total !== undefined && shown !== undefined) {
        isNotified = true;
        listener(total, shown);
      }
    };
    const end = this.live.subscribe(counter, receive);
    queueMicrotask(() => {
      if (!isNotified) {
        notify(this.env, receive);
      }
    });
    return () => {
      isSubscribed = false;
      end();
    };
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
    return this.#http((http) => http.counter(counter));
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
    return counters.length === 0 ? [] : this.#http((http) => http.counters(counters));
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
    return this.#http((http) => http.history(counter, query));
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
    return this.#http((http) => http.posts(query));
  }

  /**
   * Reads a post once.
   *
   * @returns the post with its count. Rejects like {@link get}
   */
  async post(id: string): Promise<Post> {
    this.#checkOpen();
    return this.#http((http) => http.post(id));
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
    await this.#http((http) => http.createPost(id, draft));
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
    return this.voting.call((voters) => voters.move(voter, counters));
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
    return this.presses.pending(counter);
  }

  /**
   * Returns a copy of the unsettled clicks, by counter. Counters without any are absent.
   *
   * @internal
   */
  allPending(): ReadonlyMap<string, PendingClicks> {
    return this.presses.allPending();
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
  readonly status = (): ClientStatus => this.monitor.status;

  /** Adds a listener for changes of {@link status}. Returns a function that removes it. */
  readonly onStatus = (listener: StatusListener): Unsubscribe => this.monitor.onStatus(listener);

  /** Removes the loss from {@link status}, once the user has seen it. */
  forgetLoss(): void {
    this.monitor.forgetLoss();
  }

  /** Returns the state of the WebSocket, or of the polls. */
  get connection(): ConnectionState {
    return this.live.state;
  }

  /** Adds a listener for changes of {@link connection}. Returns a function that removes it. */
  onConnection(listener: ConnectionListener): Unsubscribe {
    const own: ConnectionListener = (state) => listener(state);
    this.#connectionListeners.add(own);
    return () => void this.#connectionListeners.delete(own);
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
    this.views.forEach((counter) => counter.close());
    for (const [type, listener] of this.pageListeners) {
      this.env.events?.removeEventListener(type, listener, isCaptured(type));
    }
    this.live.close();
    this.presses.close();
    this.voting.close();
    this.#deliveryListeners.clear();
    this.#pendingListeners.clear();
    this.#connectionListeners.clear();
    this.monitor.close();
  }

  /** @internal */
  override async call<T>(use: (voters: Voters) => Promise<T>): Promise<T> {
    this.#checkOpen();
    return super.call(use);
  }

  async #http<T>(use: (http: Http) => Promise<T>): Promise<T> {
    return use((await this.presses.load()).http);
  }

  /** @internal */
  protected override createCounter(id: string, port: CounterPort): Counter {
    return new Counter(id, port);
  }

  /** @internal */
  protected override createMonitor(parts: SituationParts): StatusMonitor {
    const pending = () => [...this.presses.allPending().values(), ...(this.voting.voters?.pending ?? [])];
    return new StatusMonitor({ ...parts, pending });
  }

  #checkOpen(): void {
    if (this.#closed) {
      throw new TallyError('closed', 'the client is closed; create another one');
    }
  }
}
