import type { Environment, WebSocketLike } from './environment.js';
import { TallyError } from './errors.js';
import { counterFrames, parseFrame, PING_FRAME } from './frames.js';
import type { TokenRequest } from './token.js';
import type { Total } from './types.js';

/** API Gateway closes a connection that was idle for 10 minutes. Every message in either direction ends the silence. */
export const PING_AFTER_MS = 8 * 60_000;

/** The time limit for a new socket to open, and for an open one to answer a ping. */
export const ANSWER_WITHIN_MS = 10_000;

/** The time after which a socket that does not answer a check is suspect. */
export const SUSPECT_AFTER_MS = 1_000;

/** The first delay before subscribing again without a first total. It doubles up to the maximum. */
const CONFIRM_WITHIN_MS = 10_000;
const MAX_CONFIRM_WITHIN_MS = 5 * 60_000;

/** The time after which an unsubscribe counts as settled. One call of the server to its store ends after 3 s. */
const SETTLED_WITHIN_MS = 5_000;

/** The number of `too-many-subscriptions` errors after which a socket is lost even while an unsubscribe settles. */
const MAX_REJECTIONS = 10;

/** The URL of a socket, and the request for its token, which may be empty. */
export interface Destination {
  readonly url: string;
  readonly token: TokenRequest | undefined;
}

/** Receives the events of a socket, until the socket is closed. */
export interface SocketListener {
  opened(): void;
  total(total: Total): void;
  /** A counter is in poll mode, so the server has not subscribed it. */
  polled(counter: string, answer: object): void;
  /** A first total of every subscribed counter has arrived. */
  confirmed(): void;
  /** No answer to a {@link LiveSocket.check} arrived soon. The socket may be dead, but is not lost yet. */
  suspect(): void;
  /** The socket was lost. */
  lost(): void;
}

/**
 * One WebSocket with its subscriptions and pings.
 *
 * It subscribes again to a counter without a first total, because a gateway under load may silently drop the message.
 * It also subscribes again if a late unsubscribe may have undone a subscribe.
 */
export class LiveSocket {
  readonly #env: Environment;
  readonly #listener: SocketListener;
  readonly #closed = new AbortController();
  #ws: WebSocketLike | undefined;
  readonly #subscribed = new Set<string>();
  readonly #unconfirmed = new Set<string>();
  /** The counters unsubscribed since the settle timer was set. */
  #unsubscribed = new Set<string>();
  #state: 'connecting' | 'open' | 'closed' = 'connecting';
  #confirmWithinMs = CONFIRM_WITHIN_MS;
  /** The number of `too-many-subscriptions` errors since all counters were confirmed. */
  #rejections = 0;
  #answerTimer: unknown;
  #pingTimer: unknown;
  #suspectTimer: unknown;
  #confirmTimer: unknown;
  #settleTimer: unknown;

  constructor(env: Environment, { url, token }: Destination, listener: SocketListener) {
    this.#env = env;
    this.#listener = listener;
    this.#answerTimer = env.timers.set(() => this.#lose(), ANSWER_WITHIN_MS);
    if (token === undefined) {
      this.#connect(url, '');
    } else {
      token(this.#closed.signal).then(
        // The token is in the URL because a browser's WebSocket cannot send custom headers.
        (value) => this.#connect(url, value && `${url.includes('?') ? '&' : '?'}token=${encodeURIComponent(value)}`),
        (cause: unknown) => this.#connectFailed(cause),
      );
    }
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Subscribes and unsubscribes so that exactly these counters are subscribed. Ignored until the socket is open. */
  setSubscriptions(counters: Iterable<string>): void {
    if (this.#state !== 'open') {
      return;
    }
    const wanted = new Set(counters);
    const gone = [...this.#subscribed].filter((counter) => !wanted.has(counter));
    const added = [...wanted].filter((counter) => !this.#subscribed.has(counter));
    for (const counter of gone) {
      this.#subscribed.delete(counter);
      this.#unconfirmed.delete(counter);
      this.#unsubscribed.add(counter);
    }
    if (gone.length > 0) {
      this.#request('unsubscribe', gone);
      this.#awaitSettled();
    }
    this.#subscribe(added);
  }

  /**
   * Pings now, and again if no answer arrives in time. The socket is lost if the second ping has no answer either.
   *
   * @param isSecond whether the first ping had no answer
   */
  probe(isSecond = false): void {
    if (this.#state === 'open') {
      this.#answerTimer ??= this.#env.timers.set(() => {
        this.#answerTimer = undefined;
        if (isSecond) {
          this.#lose();
        } else {
          this.probe(true);
        }
      }, ANSWER_WITHIN_MS);
      this.#send(PING_FRAME);
    }
  }

  /** Pings now, unless a check is under way. The socket is suspect if no answer arrives soon. */
  check(): void {
    if (this.#state === 'open' && this.#suspectTimer === undefined) {
      this.#suspectTimer = this.#env.timers.set(() => {
        this.#suspectTimer = undefined;
        this.#listener.suspect();
      }, SUSPECT_AFTER_MS);
      this.probe();
    }
  }

  /** Closes the socket without notifying the listener. */
  close(): void {
    const { timers } = this.#env;
    timers.clear(this.#answerTimer);
    timers.clear(this.#pingTimer);
    timers.clear(this.#suspectTimer);
    timers.clear(this.#confirmTimer);
    timers.clear(this.#settleTimer);
    this.#state = 'closed';
    this.#closed.abort();
    if (this.#ws !== undefined) {
      this.#ws.onopen = this.#ws.onmessage = this.#ws.onclose = null;
      this.#ws.close(1000);
    }
  }

  /** @param query the end of the URL with the token, which no message may contain */
  #connect(url: string, query: string): void {
    if (this.#state === 'closed') {
      return;
    }
    try {
      this.#ws = new this.#env.WebSocket!(url + query);
      this.#ws.onopen = () => this.#opened();
      this.#ws.onmessage = (event: { data: unknown }) => this.#received(event.data);
      this.#ws.onclose = () => this.#lose();
      // A close follows every error. The handler is never removed, because the ws package throws unhandled errors.
      this.#ws.onerror = () => {};
    } catch (cause) {
      this.#connectFailed(new TallyError('connection-failed', `cannot connect to ${url}: ${String(cause)}`, { cause }));
    }
  }

  /** Reports the cause of a failed connect, if there is one. Notifies the listener later, because it may still be creating this socket. */
  #connectFailed(cause: unknown): void {
    if (this.#state !== 'closed') {
      const { report, timers } = this.#env;
      if (cause !== undefined) {
        report(cause as TallyError);
      }
      timers.clear(this.#answerTimer);
      this.#answerTimer = timers.set(() => this.#lose(), 0);
    }
  }

  #opened(): void {
    this.#state = 'open';
    this.#answered();
    this.#listener.opened();
  }

  #answered(): void {
    const { timers } = this.#env;
    timers.clear(this.#answerTimer);
    timers.clear(this.#suspectTimer);
    this.#answerTimer = this.#suspectTimer = undefined;
  }

  #awaitSilence(): void {
    const { timers } = this.#env;
    timers.clear(this.#pingTimer);
    this.#pingTimer = timers.set(() => this.probe(), PING_AFTER_MS);
  }

  #received(data: unknown): void {
    this.#awaitSilence();
    const frame = parseFrame(data);
    switch (frame?.type) {
      case 'total': {
        this.#listener.total(frame.total);
        this.#confirm(frame.total.counter);
        break;
      }
      case 'poll':
        this.#subscribed.delete(frame.counter);
        this.#listener.polled(frame.counter, frame.answer);
        this.#confirm(frame.counter);
        break;
      case 'pong':
        this.#answered();
        break;
      case 'error':
        this.#env.report(new TallyError('server-error', frame.message, { serverCode: frame.code }));
        if (frame.code === 'too-many-subscriptions') {
          this.#rejected();
        }
        break;
      default:
        this.#env.report(new TallyError('malformed-frame', `ignored an invalid frame: ${String(data).slice(0, 200)}`));
    }
  }

  #confirm(counter: string): void {
    if (this.#unconfirmed.delete(counter) && this.#unconfirmed.size === 0) {
      this.#env.timers.clear(this.#confirmTimer);
      this.#confirmTimer = undefined;
      this.#confirmWithinMs = CONFIRM_WITHIN_MS;
      this.#rejections = 0;
      this.#listener.confirmed();
    }
  }

  #subscribe(counters: readonly string[]): void {
    if (counters.length > 0) {
      for (const counter of counters) {
        this.#subscribed.add(counter);
        this.#unconfirmed.add(counter);
      }
      this.#request('subscribe', counters);
      this.#awaitConfirmation();
    }
  }

  /**
   * Waits until the unsubscribes so far are settled, then subscribes again to the counters they may have affected.
   *
   * API Gateway handles messages concurrently, so an unsubscribe may take effect after a subscribe that was sent later.
   * It can then undo the subscribe, even after a first total, or leave no room for it. The affected counters are
   * those subscribed again before their unsubscribe settled, and those that the server rejected. One message covers
   * all of them, regardless of the number of changes.
   */
  #awaitSettled(): void {
    if (this.#settleTimer !== undefined || this.#unsubscribed.size === 0) {
      return;
    }
    const settling = this.#unsubscribed;
    this.#unsubscribed = new Set();
    this.#settleTimer = this.#env.timers.set(() => {
      this.#settleTimer = undefined;
      const isRejected = (counter: string) => this.#rejections > 0 && this.#unconfirmed.has(counter);
      this.#subscribe([...this.#subscribed].filter((counter) => settling.has(counter) || isRejected(counter)));
      this.#awaitSettled();
    }, SETTLED_WITHIN_MS);
  }

  /**
   * Handles a `too-many-subscriptions` error: the server still has subscriptions that this client has removed.
   *
   * Without an unsettled unsubscribe, an unsubscribe was lost and the socket stays full. A new socket then
   * subscribes to the current counters only.
   */
  #rejected(): void {
    this.#rejections++;
    if (this.#settleTimer === undefined || this.#rejections >= MAX_REJECTIONS) {
      this.#lose();
    }
  }

  #awaitConfirmation(): void {
    this.#confirmTimer ??= this.#env.timers.set(() => {
      this.#confirmTimer = undefined;
      if (this.#unconfirmed.size > 0) {
        this.#confirmWithinMs = Math.min(this.#confirmWithinMs * 2, MAX_CONFIRM_WITHIN_MS);
        this.#request('subscribe', [...this.#unconfirmed]);
        this.#awaitConfirmation();
      }
    }, this.#confirmWithinMs);
  }

  #request(action: 'subscribe' | 'unsubscribe', counters: readonly string[]): void {
    for (const frame of counterFrames(action, counters)) {
      this.#send(frame);
    }
  }

  #send(frame: string): void {
    this.#awaitSilence();
    try {
      this.#ws?.send(frame);
    } catch {
      // The socket is closing. Its close event or a missing pong reports the loss.
    }
  }

  #lose(): void {
    if (this.#state !== 'closed') {
      this.close();
      this.#listener.lost();
    }
  }
}
