import type { Environment, WebSocketLike } from './environment.js';
import { TallyError } from './errors.js';
import { counterFrames, parseFrame, PING_FRAME } from './frames.js';
import { requestToken, type TokenSource } from './token.js';
import type { Total } from './types.js';

/** API Gateway ends a connection on which nothing has passed for 10 minutes. */
export const PING_EVERY_MS = 5 * 60_000;

/** How long an open socket may take to answer a ping, and a new one to open. */
export const ANSWER_WITHIN_MS = 10_000;

/** How long to wait for a first total before subscribing again, at first; doubles up to the longest. */
const CONFIRM_WITHIN_MS = 10_000;
const MAX_CONFIRM_WITHIN_MS = 5 * 60_000;

/** How long the server may take to carry out an unsubscribe; one of its calls of the store ends after 3 s. */
const SETTLED_WITHIN_MS = 5_000;

/** How many refusals for want of room a socket may get while unsubscribes are under way. */
const MAX_REJECTIONS = 10;

/** Where a socket leads, and what it shows there. */
export interface Destination {
  readonly url: string;
  readonly token: TokenSource | undefined;
}

/** Hears of a socket. Nothing is told once the socket was ended. */
export interface SocketListener {
  opened(): void;
  total(total: Total): void;
  /** A first total has arrived of everything subscribed. */
  confirmed(): void;
  /** The socket is gone. */
  lost(): void;
}

/**
 * One WebSocket from its making to its end: it subscribes to what is wanted once it is open, pings, and subscribes
 * again where no first total comes (a gateway under load may drop the message without a word), and where an unsubscribe
 * may have come in between.
 */
export class LiveSocket {
  readonly #env: Environment;
  readonly #listener: SocketListener;
  readonly #closed = new AbortController();
  #ws: WebSocketLike | undefined;
  readonly #subscribed = new Set<string>();
  readonly #unconfirmed = new Set<string>();
  /** Unsubscribed since the settle timer was set. */
  #unsubscribed = new Set<string>();
  #state: 'connecting' | 'open' | 'closed' = 'connecting';
  #confirmWithinMs = CONFIRM_WITHIN_MS;
  /** Since everything was confirmed. */
  #rejections = 0;
  #answerTimer: unknown;
  #pingTimer: unknown;
  #confirmTimer: unknown;
  #settleTimer: unknown;

  constructor(env: Environment, { url, token }: Destination, listener: SocketListener) {
    this.#env = env;
    this.#listener = listener;
    this.#answerTimer = env.timers.set(() => this.#lose(), ANSWER_WITHIN_MS);
    if (token === undefined) {
      this.#connect(url, '');
    } else {
      requestToken(token, this.#closed.signal).then(
        // A browser's WebSocket sends no header of its own.
        (value) => this.#connect(url, `${url.includes('?') ? '&' : '?'}token=${encodeURIComponent(value)}`),
        (cause: unknown) => this.#connectFailed(cause),
      );
    }
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Brings the server's subscriptions in line with what is wanted; once the socket is open. */
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

  /** Pings now; without an answer in time the socket is lost. */
  probe(): void {
    if (this.#state !== 'open') {
      return;
    }
    const { timers } = this.#env;
    timers.clear(this.#pingTimer);
    this.#pingTimer = timers.set(() => this.probe(), PING_EVERY_MS);
    this.#answerTimer ??= timers.set(() => this.#lose(), ANSWER_WITHIN_MS);
    this.#send(PING_FRAME);
  }

  /** Closes the socket, without a word to the listener. */
  close(): void {
    const { timers } = this.#env;
    timers.clear(this.#answerTimer);
    timers.clear(this.#pingTimer);
    timers.clear(this.#confirmTimer);
    timers.clear(this.#settleTimer);
    this.#state = 'closed';
    this.#closed.abort();
    if (this.#ws !== undefined) {
      this.#ws.onopen = this.#ws.onmessage = this.#ws.onclose = null;
      this.#ws.close(1000);
    }
  }

  /** @param secret ends the URL, and is told to nobody else */
  #connect(url: string, query: string): void {
    if (this.#state === 'closed') {
      return;
    }
    try {
      this.#ws = new this.#env.WebSocket!(url + query);
      this.#ws.onopen = () => this.#opened();
      this.#ws.onmessage = (event: { data: unknown }) => this.#received(event.data);
      this.#ws.onclose = () => this.#lose();
      // A close follows every error. The handler stays for good, since the ws package throws errors that none takes.
      this.#ws.onerror = () => {};
    } catch (cause) {
      this.#connectFailed(new TallyError('connection-failed', `no WebSocket to ${url}: ${String(cause)}`, { cause }));
    }
  }

  /** It never came to be. The listener is told later, since it may be making this socket. */
  #connectFailed(cause: unknown): void {
    if (this.#state !== 'closed') {
      const { report, timers } = this.#env;
      report(cause as TallyError);
      timers.clear(this.#answerTimer);
      this.#answerTimer = timers.set(() => this.#lose(), 0);
    }
  }

  #opened(): void {
    const { timers } = this.#env;
    this.#state = 'open';
    timers.clear(this.#answerTimer);
    this.#answerTimer = undefined;
    this.#pingTimer = timers.set(() => this.probe(), PING_EVERY_MS);
    this.#listener.opened();
  }

  #received(data: unknown): void {
    const frame = parseFrame(data);
    switch (frame?.type) {
      case 'total': {
        this.#listener.total(frame.total);
        if (this.#unconfirmed.delete(frame.total.counter) && this.#unconfirmed.size === 0) {
          this.#env.timers.clear(this.#confirmTimer);
          this.#confirmTimer = undefined;
          this.#confirmWithinMs = CONFIRM_WITHIN_MS;
          this.#rejections = 0;
          this.#listener.confirmed();
        }
        break;
      }
      case 'pong':
        this.#env.timers.clear(this.#answerTimer);
        this.#answerTimer = undefined;
        break;
      case 'error':
        this.#env.report(new TallyError('server-error', frame.message, { serverCode: frame.code }));
        if (frame.code === 'too-many-subscriptions') {
          this.#rejected();
        }
        break;
      default:
        this.#env.report(new TallyError('malformed-frame', `not understood: ${String(data).slice(0, 200)}`));
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
   * The gateway handles messages side by side, so an unsubscribe may be carried out after a subscribe that was sent
   * later, and undo it after its first total, or have left no room for it. What was wanted again before it was settled,
   * or was refused, is subscribed once more then, in one message for all that had to wait, however often they changed.
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
   * No room for what is wanted, so the server knows of subscriptions that are wanted no more. If no unsubscribe is under
   * way, one was not carried out, and the socket is full for good: another one subscribes to no more than is wanted.
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
    try {
      this.#ws?.send(frame);
    } catch {
      // It is closing: its close event, or a missing pong, tells what matters.
    }
  }

  #lose(): void {
    if (this.#state !== 'closed') {
      this.close();
      this.#listener.lost();
    }
  }
}
