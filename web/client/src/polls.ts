import type { Environment } from './environment.js';
import { readingOf, type Http } from './http.js';
import type { ConnectionState, CounterReading, LiveMode, Total } from './types.js';
import { backoff, isPolled, type Fields } from './values.js';

/** The interval without a valid one from the server, and the bounds of every interval. */
const EVERY_MS = 2_000;
const MIN_EVERY_MS = 1_000;
const MAX_EVERY_MS = 60_000;

/** The maximum pause on request of the server. */
const MAX_PAUSE_MS = 10 * 60_000;

/** The probability of a return to pushes after the answer of a server without poll mode: 100 of a million in 2 s. */
const RETURN_TO_OLD_SERVER = 0.0002;

/** The receivers of totals, of each return of a counter to pushes, and of each possible change of the state. */
export type PollsListeners = readonly [onTotal: (total: Total) => void, onPush: () => void, onState: () => void];

interface Poll {
  readonly counter: string;
  mode: Extract<LiveMode, { mode: 'poll' }>;
  failures: number;
  timer: unknown;
  /** The earliest time of the next read, as the server requested it. */
  pausedUntil: number;
  /** Whether the read is due but waits for the page to appear or for the network. */
  isSuspended: boolean;
}

/**
 * The counters in poll mode. Each is read again and again, because the server pushes to its other viewers.
 *
 * A crowd of pages must not read in step. The first interval is therefore random, from 0 to the one that the server
 * states. Each later interval differs from that of the server by up to a quarter. A failed read adds the pause that the server
 * requested, and grows the interval by the backoff. A hidden page reads nothing. Once it appears, it reads at once if a
 * read was due.
 *
 * The answers come from a cache of one second, so an answer may be older than a known total. The versions decide, as for
 * pushes. An answer without an accepted press does not remove it, because the press is held until its receipt is covered.
 *
 * If the server has room for pushes again, its answers state a probability. Each answer returns the counter to pushes
 * with it, so a crowd returns at the pace of the server.
 */
export class Polls {
  readonly #env: Environment;
  readonly #http: Http;
  readonly #onTotal: (total: Total) => void;
  readonly #onPush: () => void;
  readonly #onState: () => void;
  readonly #polls = new Map<string, Poll>();

  constructor(env: Environment, http: Http, [onTotal, onPush, onState]: PollsListeners) {
    this.#env = env;
    this.#http = http;
    this.#onTotal = onTotal;
    this.#onPush = onPush;
    this.#onState = onState;
  }

  has(counter: string): boolean {
    return this.#polls.has(counter);
  }

  /** Polls a counter, unless it is polled already. The answer or frame of the server states the mode. */
  add(counter: string, answer: unknown): void {
    if (this.#polls.has(counter)) {
      return;
    }
    const mode = modeOf((answer as Fields)['live']);
    const poll: Poll = { counter, mode, failures: 0, timer: undefined, pausedUntil: 0, isSuspended: false };
    this.#polls.set(counter, poll);
    let first = 0;
    try {
      this.#receive(poll, readingOf(counter, answer as Fields));
      first = mode.everyMilliseconds;
    } catch {
      // A frame contains no total, so the first one is read at once.
    }
    this.#schedule(poll, this.#env.random() * first);
    this.#onState();
  }

  remove(counter: string): void {
    this.#env.timers.clear(this.#polls.get(counter)?.timer);
    this.#polls.delete(counter);
  }

  /** Reads the due counters because the page has appeared or the network is back. Only requested pauses go on. */
  resume(): void {
    for (const poll of this.#polls.values()) {
      if (poll.isSuspended || poll.failures > 0) {
        this.#schedule(poll, Math.max(0, poll.pausedUntil - this.#env.now()));
      }
    }
  }

  /** Returns the state of the connection, from that of the socket and the polls. */
  state(socket: ConnectionState): ConnectionState {
    const polls = [...this.#polls.values()];
    if (polls.length === 0 || (socket !== 'closed' && socket !== 'open')) {
      return socket;
    }
    return !this.#env.isOnline() ? 'offline' : polls.some(({ failures }) => failures > 0) ? 'waiting' : 'open';
  }

  #schedule(poll: Poll, delayMs: number): void {
    const { timers } = this.#env;
    poll.isSuspended = false;
    timers.clear(poll.timer);
    poll.timer = timers.set(() => this.#due(poll), Math.ceil(delayMs));
  }

  #due(poll: Poll): void {
    const isHidden = globalThis.document?.visibilityState === 'hidden';
    if (isHidden || !this.#env.isOnline()) {
      poll.isSuspended = true;
      this.#onState();
    } else {
      void this.#read(poll);
    }
  }

  async #read(poll: Poll): Promise<void> {
    const { now, random } = this.#env;
    const answer = await this.#http.poll(poll.counter);
    if (this.#polls.get(poll.counter) !== poll) {
      return;
    }
    const interval = poll.mode.everyMilliseconds * (0.75 + random() / 2);
    if (typeof answer === 'number') {
      const pause = Math.min(answer, MAX_PAUSE_MS);
      poll.pausedUntil = now() + pause;
      this.#schedule(poll, pause + interval + backoff(poll.failures++, random));
    } else {
      poll.failures = 0;
      const { live = { mode: 'push', probability: RETURN_TO_OLD_SERVER } } = answer;
      const isOver = !isPolled({ live }, random);
      poll.mode = modeOf(live, poll.mode);
      this.#receive(poll, answer);
      if (isOver) {
        this.remove(poll.counter);
        this.#onPush();
      } else {
        this.#schedule(poll, interval);
      }
    }
    this.#onState();
  }

  #receive({ mode }: Poll, reading: CounterReading): void {
    this.#onTotal(totalOf(reading, mode, this.#env.now()));
  }
}

/** Returns the poll mode of an answer, as the known object if it is the same. */
function modeOf(live: unknown, known?: Poll['mode']): Poll['mode'] {
  const given = Number((live as Fields | undefined)?.['everyMilliseconds']);
  const everyMilliseconds = Math.min(Math.max(given || EVERY_MS, MIN_EVERY_MS), MAX_EVERY_MS);
  return known?.everyMilliseconds === everyMilliseconds ? known : { mode: 'poll', everyMilliseconds };
}

/**
 * Returns a reading as a total. A reading has windows and no minutes, so the sums are placed in the newest minute of
 * each window.
 */
function totalOf(reading: CounterReading, mode: Poll['mode'], now: number): Total {
  const { windows, viewers = 1, live, ...rest } = reading;
  const minute = Math.floor(now / 60_000);
  const sums = [
    [minute, windows['1m']],
    [minute - 1, windows['5m'] - windows['1m']],
    [minute - 5, windows['10m'] - windows['5m']],
  ];
  const minutes = Object.fromEntries(sums.filter(([, sum]) => sum !== 0)) as Record<string, number>;
  return { ...rest, minutes, viewers: viewers || 1, live: mode };
}
