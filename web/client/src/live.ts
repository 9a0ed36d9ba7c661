import { checkCounter } from './counter-id.js';
import { notify, type Environment } from './environment.js';
import { isNewer } from './epochs.js';
import { TallyError } from './errors.js';
import { LiveSocket } from './live-socket.js';
import type { Presses } from './presses.js';
import type { TokenRequest } from './token.js';
import type { ConnectionState, Total, Unsubscribe } from './types.js';
import { backoff } from './values.js';

/** The maximum number of counters of a connection. */
export const MAX_COUNTERS = 50;

/** API Gateway closes every connection after 2 hours. */
const RENEW_AFTER_MS = 110 * 60_000;
const RENEW_JITTER_MS = 5 * 60_000;

/** The maximum time that the old socket stays after its replacement has opened. */
const OVERLAP_MS = 10_000;

/** The age of a connection at which the backoff starts again from its first delay. */
const STABLE_AFTER_MS = 30_000;

/** The time that a counter stays subscribed without a listener. Content that scrolls away often returns at once. */
const LINGER_MS = 2_000;

/**
 * Receives the total of a counter and the number to show.
 *
 * The number also contains the presses of this client that the total does not include yet. While all clients count up,
 * the number never falls.
 */
export type TotalListener = (total: Total, shown: number) => void;

/** Receives each change of the state of the WebSocket. */
export type ConnectionListener = (state: ConnectionState) => void;

interface Listener {
  readonly onTotal: TotalListener;
  notified: boolean;
}

interface Topic {
  readonly counter: string;
  readonly listeners: Set<Listener>;
  total?: Total;
  lingerTimer?: unknown;
}

/**
 * The live totals of all subscribed counters, over one WebSocket.
 *
 * A lost socket is replaced. A new socket also replaces the current one shortly before API Gateway closes it. The
 * newest total of a counter wins, for totals of either socket and in any order.
 */
export class Live {
  readonly #env: Environment;
  readonly #presses: Pick<Presses, 'watch' | 'receive' | 'shown'>;
  readonly #url: string | undefined;
  readonly #token: TokenRequest | undefined;
  readonly #topics = new Map<string, Topic>();
  readonly #stateListeners = new Set<ConnectionListener>();
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
    presses: Pick<Presses, 'watch' | 'receive' | 'shown'>,
    url: string | undefined,
    token: TokenRequest | undefined,
  ) {
    this.#env = env;
    this.#presses = presses;
    this.#url = url;
    this.#token = token;
  }

  /** Returns the state of the WebSocket. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** Adds a listener for changes of {@link state}. Returns a function that removes it. */
  onState(listener: ConnectionListener): Unsubscribe {
    const own: ConnectionListener = (state) => listener(state);
    this.#stateListeners.add(own);
    return () => void this.#stateListeners.delete(own);
  }

  /** Returns the current total of a subscribed counter, undefined before the first one. */
  total(counter: string): Total | undefined {
    return this.#topics.get(counter)?.total;
  }

  /** Returns the subscribed counters with their current totals. */
  totals(): Iterable<readonly [string, Total | undefined]> {
    return [...this.#topics].map(([counter, { total }]) => [counter, total] as const);
  }

  /** Adds a listener for the totals of a counter. Returns a function that removes it. */
  subscribe(counter: string, onTotal: TotalListener): Unsubscribe {
    this.#checkUsable();
    checkCounter(counter);
    const topic = this.#topic(counter);
    const listener: Listener = { onTotal, notified: false };
    topic.listeners.add(listener);
    this.#env.timers.clear(topic.lingerTimer);
    if (topic.total !== undefined) {
      queueMicrotask(() => {
        if (!listener.notified) {
          this.#notify(topic, listener);
        }
      });
    }
    if (this.#state === 'closed' || this.#state === 'offline') {
      this.#connect();
    }
    this.#scheduleSync();
    return () => {
      if (topic.listeners.delete(listener) && topic.listeners.size === 0 && !this.#closed) {
        topic.lingerTimer = this.#env.timers.set(() => this.#drop(counter), LINGER_MS);
      }
    };
  }

  /** Notifies the listeners of a counter after its number to show has changed without a total. */
  shownChanged(counter: string): void {
    const topic = this.#topics.get(counter);
    if (topic !== undefined) {
      this.#notifyAll(topic);
    }
  }

  /** Handles the return of the network. */
  online(): void {
    if (this.#state === 'waiting' || this.#state === 'offline') {
      this.#connect();
    } else {
      this.#probe();
    }
  }

  /** Handles the loss of the network, as the device reports it. */
  offline(): void {
    if (this.#state === 'waiting') {
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
    if (this.#state === 'waiting') {
      this.#connect();
    } else {
      this.check();
    }
  }

  close(): void {
    this.#closed = true;
    for (const { lingerTimer } of this.#topics.values()) {
      this.#env.timers.clear(lingerTimer);
    }
    this.#topics.clear();
    this.#disconnect();
    this.#stateListeners.clear();
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
      topic = { counter, listeners: new Set() };
      this.#topics.set(counter, topic);
      this.#presses.watch(counter, true);
    }
    return topic;
  }

  #makeRoom(): void {
    for (const [counter, topic] of this.#topics) {
      if (this.#topics.size < MAX_COUNTERS) {
        return;
      }
      if (topic.listeners.size === 0) {
        this.#env.timers.clear(topic.lingerTimer);
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
    this.#topics.delete(counter);
    this.#presses.watch(counter, false);
  }

  #drop(counter: string): void {
    this.#remove(counter);
    if (this.#topics.size === 0) {
      this.#disconnect();
    } else {
      this.#scheduleSync();
    }
  }

  /** Schedules one subscribe and one unsubscribe for all changes of the same turn of the event loop. */
  #scheduleSync(): void {
    if (!this.#syncScheduled) {
      this.#syncScheduled = true;
      queueMicrotask(() => {
        this.#syncScheduled = false;
        this.#current?.setSubscriptions(this.#topics.keys());
        this.#next?.setSubscriptions(this.#topics.keys());
      });
    }
  }

  #connect(): void {
    this.#env.timers.clear(this.#retryTimer);
    if (!this.#env.isOnline()) {
      this.#setState('offline');
      return;
    }
    this.#current = this.#open();
    this.#setState('connecting');
  }

  #open(): LiveSocket {
    const socket: LiveSocket = new LiveSocket(
      this.#env,
      { url: this.#url!, token: this.#token },
      {
        opened: () => this.#opened(socket),
        total: (total) => this.#accept(total),
        confirmed: () => this.#confirmed(socket),
        suspect: () => this.#suspect(socket),
        lost: () => this.#lost(socket),
      },
    );
    return socket;
  }

  #opened(socket: LiveSocket): void {
    socket.setSubscriptions(this.#topics.keys());
    if (socket === this.#current) {
      this.#currentOpened();
    } else {
      this.#overlapTimer = this.#env.timers.set(() => this.#replace(), OVERLAP_MS);
    }
  }

  #confirmed(socket: LiveSocket): void {
    if (socket === this.#next) {
      this.#replace();
    }
  }

  #suspect(socket: LiveSocket): void {
    if (socket === this.#current && this.#next === undefined) {
      this.#env.timers.clear(this.#renewTimer);
      this.#renew();
    }
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
    this.#next = this.#open();
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
    for (const timer of [this.#retryTimer, this.#stableTimer, this.#renewTimer, this.#overlapTimer]) {
      timers.clear(timer);
    }
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
    this.#notifyAll(topic);
  }

  #notifyAll(topic: Topic): void {
    for (const listener of [...topic.listeners]) {
      this.#notify(topic, listener);
    }
  }

  #notify(topic: Topic, listener: Listener): void {
    const { counter, listeners, total } = topic;
    const shown = this.#presses.shown(counter, total);
    if (listeners.has(listener) && total !== undefined && shown !== undefined) {
      listener.notified = true;
      notify(this.#env, () => listener.onTotal(total, shown));
    }
  }

  #setState(state: ConnectionState): void {
    if (state !== this.#state) {
      this.#state = state;
      for (const listener of [...this.#stateListeners]) {
        notify(this.#env, () => listener(state));
      }
    }
  }
}

/**
 * Returns whether a total replaces the known one. The number of viewers can change without a click, so it can differ
 * between two totals of the same version.
 */
function replaces(total: Total, known: Total | undefined): boolean {
  return (
    known === undefined ||
    isNewer(total, known) ||
    (total.epoch === known.epoch && total.version === known.version && total.viewers !== known.viewers)
  );
}
