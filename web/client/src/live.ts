import { checkCounter } from './counter-id.js';
import { notify, type Environment } from './environment.js';
import { isNewer } from './epochs.js';
import { TallyError } from './errors.js';
import { LiveSocket } from './live-socket.js';
import type { Polls } from './polls.js';
import type { Presses } from './presses.js';
import type { TokenRequest } from './token.js';
import type { ConnectionState, Total, Unsubscribe } from './types.js';
import { backoff, isPolled, type Fields } from './values.js';

/** The maximum number of counters of a connection. */
export const MAX_COUNTERS = 50;

/** API Gateway closes every connection after 2 hours. */
const RENEW_AFTER_MS = 110 * 60_000;
const RENEW_JITTER_MS = 5 * 60_000;

/** The maximum time that the old socket stays after its replacement has opened. */
const OVERLAP_MS = 10_000;

/** The age of a connection at which the backoff starts again from its first delay. */
const STABLE_AFTER_MS = 30_000;

/** The time after which a counter is subscribed again because the code for polls did not load. */
const POLL_AGAIN_MS = 5_000;

/** The time that a counter stays subscribed without a listener. Content that scrolls away often returns at once. */
const LINGER_MS = 2_000;

/** Receives each change of the state of the connection. */
export type ConnectionListener = (state: ConnectionState) => void;

interface Topic {
  readonly listeners: Set<() => void>;
  total?: Total;
  lingerTimer?: unknown;
}

/**
 * The live totals of all subscribed counters: over one WebSocket, or for a counter in poll mode by {@link Polls}.
 *
 * Before a first socket, the modes of the counters are read until one of them needs the socket. The socket is open
 * while one does. The server answers a subscribe to another counter in poll mode with a `poll` frame.
 *
 * A lost socket is replaced. A new socket also replaces the current one shortly before API Gateway closes it. The
 * newest total of a counter wins, for totals of either socket and in any order.
 */
export class Live {
  readonly #env: Environment;
  readonly #presses: Pick<Presses, 'load' | 'watch' | 'receive'>;
  /** The URL of a counter without its id. */
  readonly #counterUrl: string;
  readonly #url: string | undefined;
  readonly #token: TokenRequest | undefined;
  readonly #onState: ConnectionListener;
  readonly #topics = new Map<string, Topic>();
  /** The counters in poll mode, undefined until there is one. */
  #polls: Polls | undefined;
  /** The state of the socket. */
  #socketState: ConnectionState = 'closed';
  #state: ConnectionState = 'closed';
  #closed = false;
  #current: LiveSocket | undefined;
  /** Replaces the current socket once it has received a first total of every counter. */
  #next: LiveSocket | undefined;
  #failures = 0;
  #syncScheduled = false;
  #retryTimer: unknown;
  #stableTimer: unknown;
  #renewTimer: unknown;
  #overlapTimer: unknown;

  constructor(
    env: Environment,
    presses: Pick<Presses, 'load' | 'watch' | 'receive'>,
    httpUrl: string,
    url: string | undefined,
    token: TokenRequest | undefined,
    onState: ConnectionListener,
  ) {
    this.#env = env;
    this.#presses = presses;
    this.#counterUrl = `${httpUrl.replace(/\/+$/, '')}/v1/counters/`;
    this.#url = url;
    this.#token = token;
    this.#onState = onState;
  }

  /** The state of the socket and of the polls. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** Returns the current total of a subscribed counter, undefined before the first one. */
  total(counter: string): Total | undefined {
    return this.#topics.get(counter)?.total;
  }

  /** The subscribed counters with their current totals. */
  get totals(): Iterable<readonly [string, { readonly total?: Total }]> {
    return this.#topics;
  }

  /**
   * Adds a listener for changes of a counter's total or number to show. Returns a function that removes it.
   *
   * @param onChange a new function for each call
   */
  subscribe(counter: string, onChange: () => void): Unsubscribe {
    this.#checkUsable();
    checkCounter(counter);
    const topic = this.#topic(counter);
    topic.listeners.add(onChange);
    this.#env.timers.clear(topic.lingerTimer);
    this.#scheduleSync();
    return () => {
      if (topic.listeners.delete(onChange) && topic.listeners.size === 0 && !this.#closed) {
        topic.lingerTimer = this.#env.timers.set(() => this.#drop(counter), LINGER_MS);
      }
    };
  }

  /** Notifies the listeners of a counter after its number to show has changed. */
  shownChanged(counter: string): void {
    [...(this.#topics.get(counter)?.listeners ?? [])].forEach((listener) => notify(this.#env, listener));
  }

  /** Handles the return of the network. */
  online(): void {
    if (this.#socketState === 'waiting' || this.#socketState === 'offline') {
      this.#connect();
    } else {
      this.#probe();
    }
    this.#polls?.resume();
  }

  /** Handles the loss of the network, as the device reports it. */
  offline(): void {
    if (this.#socketState === 'waiting') {
      this.#env.timers.clear(this.#retryTimer);
      this.#setState('offline');
    } else {
      this.#probe();
    }
  }

  /**
   * Checks the connection, which may be dead without an event, for example after the device has slept.
   *
   * A new socket replaces one that does not answer soon. The old one stays until then, because a slow answer must not
   * interrupt the totals.
   */
  check(): void {
    this.#current?.check();
  }

  /** Handles the return of the page to the screen. A user waits for the number, so no backoff is needed. */
  appeared(): void {
    if (this.#socketState === 'waiting') {
      this.#connect();
    } else {
      this.check();
    }
    this.#polls?.resume();
  }

  close(): void {
    this.#closed = true;
    [...this.#topics.keys()].forEach((counter) => this.#remove(counter));
    this.#disconnect();
  }

  #checkUsable(): void {
    if (this.#closed) {
      throw new TallyError('closed', 'the client is closed; create another one');
    }
    if (this.#url === undefined || this.#env.WebSocket === undefined) {
      throw new TallyError('no-websocket', 'subscribing needs a wsUrl and a WebSocket; give both to the client');
    }
  }

  /** Returns the topic of a counter. Creates it if there is none and the connection has room. */
  #topic(counter: string): Topic {
    let topic = this.#topics.get(counter);
    if (topic === undefined) {
      this.#makeRoom();
      topic = { listeners: new Set() };
      this.#topics.set(counter, topic);
      this.#presses.watch(counter, true);
    }
    return topic;
  }

  #makeRoom(): void {
    for (const [counter, { listeners }] of this.#topics) {
      if (this.#topics.size >= MAX_COUNTERS && listeners.size === 0) {
        this.#remove(counter);
      }
    }
    if (this.#topics.size >= MAX_COUNTERS) {
      throw new TallyError(
        'too-many-counters',
        `a connection carries at most ${MAX_COUNTERS} counters; unsubscribe from one first`,
      );
    }
  }

  #remove(counter: string): void {
    this.#env.timers.clear(this.#topics.get(counter)?.lingerTimer);
    this.#topics.delete(counter);
    this.#polls?.remove(counter);
    this.#presses.watch(counter, false);
  }

  #drop(counter: string): void {
    this.#remove(counter);
    this.#scheduleSync();
  }

  /** The counters that need a socket. */
  get #pushed(): string[] {
    return [...this.#topics.keys()].filter((counter) => !this.#polls?.has(counter));
  }

  /**
   * Schedules one subscribe and one unsubscribe for all changes of the same turn of the event loop.
   *
   * @param isAdmitted whether a socket needs no read of the modes, because one has just returned a counter to pushes
   */
  #scheduleSync(isAdmitted = false): void {
    if (this.#pushed.length > 0 && (this.#socketState === 'closed' || this.#socketState === 'offline')) {
      this.#connect(isAdmitted);
    }
    if (!this.#syncScheduled) {
      this.#syncScheduled = true;
      queueMicrotask(() => {
        this.#syncScheduled = false;
        if (this.#pushed.length === 0) {
          this.#disconnect();
        }
        this.#current?.setSubscriptions(this.#pushed);
        this.#next?.setSubscriptions(this.#pushed);
      });
    }
  }

  #connect(isAdmitted = false): void {
    this.#env.timers.clear(this.#retryTimer);
    if (!this.#env.isOnline()) {
      this.#setState('offline');
      return;
    }
    // After two failures, such as reads without an answer, the socket is tried without a read.
    this.#current = this.#open(isAdmitted || this.#failures > 1 ? this.#token : (signal) => this.#admit(signal));
    this.#setState('connecting');
  }

  /**
   * Reads the modes of counters until one needs the socket. Returns the token for it, empty without tokens. Rejects
   * without a cause after a first failure of the server. After a second one, or without an answer, the socket is tried.
   * Such a failure may concern only one counter, or only reads.
   */
  async #admit(signal: AbortSignal): Promise<string> {
    for (let counter; (counter = this.#pushed[0]) !== undefined;) {
      const fields = await this.#env
        .fetch(this.#counterUrl + counter, { signal })
        .then((answer): unknown => answer.status < 429 && answer.json())
        .catch(() => undefined);
      if (fields === false && this.#failures === 0) {
        throw undefined;
      }
      if (!isPolled(fields as Fields | undefined, this.#env.random)) {
        break;
      }
      await this.#poll(counter, fields);
    }
    return this.#token?.(signal) ?? '';
  }

  /** Polls a counter from now on. Rejects if the part that polls does not load. */
  async #poll(counter: string, answer: unknown): Promise<void> {
    const sending = await this.#presses.load();
    this.#polls ??= sending.polls(
      (total) => this.#accept(total),
      () => this.#scheduleSync(true),
      () => this.#setState(),
    );
    if (this.#topics.has(counter)) {
      this.#polls.add(counter, answer);
      this.#scheduleSync();
    }
  }

  #open(token: TokenRequest | undefined): LiveSocket {
    const socket: LiveSocket = new LiveSocket(
      this.#env,
      { url: this.#url!, token },
      {
        opened: () => {
          socket.setSubscriptions(this.#pushed);
          if (socket === this.#current) {
            this.#currentOpened();
          } else {
            this.#overlapTimer = this.#env.timers.set(() => this.#replace(), OVERLAP_MS);
          }
        },
        total: (total) => this.#accept(total),
        polled: (counter, answer) => {
          this.#poll(counter, answer).catch(() => {
            // The counter is subscribed again, and the server sends the frame again.
            this.#env.timers.set(() => this.#scheduleSync(), POLL_AGAIN_MS);
          });
        },
        confirmed: () => {
          if (socket === this.#next) {
            this.#replace();
          }
        },
        suspect: () => {
          if (socket === this.#current && this.#next === undefined) {
            this.#env.timers.clear(this.#renewTimer);
            this.#renew();
          }
        },
        lost: () => this.#lost(socket),
      },
    );
    return socket;
  }

  #lost(socket: LiveSocket): void {
    const { timers, random } = this.#env;
    if (socket === this.#next) {
      timers.clear(this.#overlapTimer);
      this.#next = undefined;
      this.#renewTimer = timers.set(() => this.#renew(), backoff(this.#failures++, random));
      return;
    }
    timers.clear(this.#stableTimer);
    timers.clear(this.#renewTimer);
    this.#current = undefined;
    if (this.#next !== undefined) {
      this.#replace();
    } else if (this.#env.isOnline()) {
      let seconds = 0;
      for (const { total } of this.#topics.values()) {
        seconds = Math.max(seconds, total?.reconnectWithinSeconds ?? 0);
      }
      this.#retryTimer = timers.set(
        () => this.#connect(),
        backoff(this.#failures++, random) + random() * 1000 * seconds,
      );
      this.#setState('waiting');
    } else {
      this.#setState('offline');
    }
  }

  /** Opens a second socket, which replaces the current one later. */
  #renew(): void {
    this.#next = this.#open(this.#token);
  }

  #replace(): void {
    this.#env.timers.clear(this.#overlapTimer);
    this.#current?.close();
    this.#current = this.#next;
    this.#next = undefined;
    if (this.#current?.isOpen) {
      this.#currentOpened();
    } else {
      this.#setState('connecting');
    }
  }

  /** Sets the timers and the state for an open current socket. */
  #currentOpened(): void {
    const { timers, random } = this.#env;
    timers.clear(this.#stableTimer);
    timers.clear(this.#renewTimer);
    this.#stableTimer = timers.set(() => (this.#failures = 0), STABLE_AFTER_MS);
    this.#renewTimer = timers.set(() => this.#renew(), RENEW_AFTER_MS + random() * RENEW_JITTER_MS);
    this.#setState('open');
  }

  #probe(): void {
    this.#current?.probe();
    this.#next?.probe();
  }

  #disconnect(): void {
    const { timers } = this.#env;
    timers.clear(this.#retryTimer);
    timers.clear(this.#stableTimer);
    timers.clear(this.#renewTimer);
    timers.clear(this.#overlapTimer);
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = undefined;
    this.#failures = 0;
    this.#setState('closed');
  }

  #accept(total: Total): void {
    const topic = this.#topics.get(total.counter);
    if (topic === undefined || !replaces(total, topic.total)) {
      return;
    }
    topic.total = total;
    this.#presses.receive(total.counter, total);
    this.shownChanged(total.counter);
  }

  #setState(state: ConnectionState = this.#socketState): void {
    this.#socketState = state;
    const all = this.#polls?.state(state) ?? state;
    if (all !== this.#state) {
      this.#state = all;
      this.#onState(all);
    }
  }
}

/**
 * Returns whether a total replaces the known one. Two totals of the same version can differ, because the viewers, the
 * mode and the windows change without a click.
 */
function replaces(total: Total, known: Total | undefined): boolean {
  return (
    known === undefined ||
    isNewer(total, known) ||
    (total.epoch === known.epoch && total.version === known.version && JSON.stringify(total) !== JSON.stringify(known))
  );
}
