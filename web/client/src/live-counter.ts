import { notify, type Environment } from './environment.js';
import type { TallyError } from './errors.js';
import { kindOf, type CounterKind } from './kinds.js';
import type { Live } from './live.js';
import type { Presses } from './presses.js';
import { pressesIn, type SituationMonitor, type Status } from './status.js';
import type { LiveMode, Outcome, Total, Unsubscribe, VoteOutcome, Windows } from './types.js';
import type { Voters } from './voters.js';
import type { Voting } from './voting.js';

/** The delay before another attempt to subscribe. The client frees a counter two seconds after its last listener. */
const ROOM_AFTER_MS = 2_500;

/** The minimum time between two totals for listeners. Faster numbers are unreadable, and each costs some CPU. */
const NOTIFY_EVERY_MS = 66;

/** The view of a counter: the values for a screen. */
export interface CounterView {
  /**
   * The number to show, undefined before the first total. It includes the presses of this client, also those that the
   * total does not include yet. While all clients count up, the number never falls.
   */
  readonly count: number | undefined;
  /**
   * The voter's own value, including a vote that is not accepted yet. Undefined until it is known, and for a counter of
   * clicks.
   */
  readonly mine: number | undefined;
  /** The voters with the value 1, including this one; undefined for other kinds than `updown`. */
  readonly up: number | undefined;
  /** The voters with the value -1, including this one; undefined for other kinds than `updown`. */
  readonly down: number | undefined;
  /** The voters with at least one clap, including this one; undefined for other kinds than `clap`. */
  readonly voters: number | undefined;
  /** The number of presses of this client that are not accepted yet. */
  readonly pending: number;
  /** The number of connections that are subscribed to the counter, undefined before the first total. */
  readonly viewers: number | undefined;
  /** Whether there are more viewers, because the counter is in poll mode. Undefined before the first total. */
  readonly viewersAtLeast: boolean | undefined;
  /** The way in which totals arrive: pushes, or reads every `everyMilliseconds`. Undefined before the first total. */
  readonly live: LiveMode | undefined;
  /** The sums of the last 1, 5 and 10 minutes, undefined before the first total. They also change without a press. */
  readonly windows: Windows | undefined;
  /** The client's status; `connecting` instead of `live` until a current total has arrived. */
  readonly status: Status;
  /** The last total, undefined before the first one. */
  readonly total: Total | undefined;
}

/** Receives the view of a counter. */
export type ViewListener = (view: CounterView) => void;

/** The client, as its counters use it. */
export interface CounterPort {
  readonly env: Pick<Environment, 'now' | 'report' | 'timers'>;
  readonly live: Pick<Live, 'subscribe' | 'total'>;
  readonly presses: Pick<Presses, 'shown' | 'pending'>;
  readonly monitor: Pick<SituationMonitor, 'situation'>;
  readonly voting: Pick<Voting, 'own'>;
  press(counter: string, delta: number): Promise<Outcome>;
  /** Uses the voters once their code is loaded. */
  call<T>(use: (voters: Voters) => Promise<T>): Promise<T>;
}

/** The view before the first total, also for a page that is rendered on a server. */
export const NO_VIEW = { pending: 0, status: 'connecting' } as CounterView;

/**
 * A counter of a {@link CounterClient}, which is subscribed to it while it has listeners. Its view lacks `windows`,
 * `viewersAtLeast` and `live`.
 */
export class LiveCounter {
  /** The counter's id. */
  readonly id: string;
  /** The kind of the counter, from its id: it takes clicks, or votes of one of three kinds. */
  readonly kind: CounterKind;
  /** @internal */
  protected readonly port: CounterPort;
  readonly #listeners = new Set<{ readonly listener: ViewListener; notified: boolean }>();
  #view = NO_VIEW;
  /** The last total since the subscription. */
  #received: Total | undefined;
  #unsubscribe: Unsubscribe | undefined;
  #roomTimer: unknown;
  #notifyTimer: unknown;
  #notifiedAt = -Infinity;

  /** @internal */
  constructor(id: string, port: CounterPort) {
    this.id = id;
    this.kind = kindOf(id);
    this.port = port;
  }

  /**
   * Returns the view, as the same object until it changes. Without listeners the view is the last one, and may be old.
   */
  readonly view = (): CounterView => this.#view;

  /**
   * Subscribes a listener. It receives the current view soon, then each change: a press at once, and totals at most
   * 15 times a second.
   *
   * A connection carries at most 50 counters. A further counter waits until there is room.
   *
   * @example
   * const end = likes.subscribe(({ count, viewers, status }) => render(count, viewers, status));
   *
   * @returns a function that removes the listener. The client unsubscribes from the counter two seconds after the last
   *     listener is removed
   * @throws TallyError `no-websocket` without a WebSocket; `closed`
   */
  readonly subscribe = (listener: ViewListener): Unsubscribe => {
    const own = { listener, notified: false };
    if (this.#listeners.size === 0) {
      this.#open();
    }
    this.#listeners.add(own);
    this.refresh();
    queueMicrotask(() => {
      if (!own.notified) {
        this.#notify(own);
      }
    });
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) {
        this.close();
      }
    };
  };

  /** Presses the counter once. The view changes at once. */
  readonly press = (): Promise<Outcome> => this.port.press(this.id, 1);

  /**
   * Sets the voter's own value. The view changes at once.
   *
   * One vote is sent at a time, and a vote during that time replaces the one that waits. A vote without an answer is
   * sent again, also after a reload, and counts once.
   *
   * @example
   * const post = tally.counter('like~post-42');
   * button.onclick = () => post.vote(post.view().mine === 1 ? 0 : 1);
   *
   * @param value 0 or 1 for `like~`; -1, 0 or 1 for `updown~`; 0 to 50 for `clap~`
   * @returns the outcome. Rejects with a {@link TallyError} of `wrong-kind`, `invalid-vote` or `closed`
   */
  readonly vote = (value: number): Promise<VoteOutcome> => this.port.call((voters) => voters.vote(this.id, value));

  /**
   * Adds claps to the voter's own ones, up to 50. The view changes at once.
   *
   * @param claps 1 to 50
   * @returns the outcome, like {@link vote}
   */
  readonly clap = (claps = 1): Promise<VoteOutcome> => this.port.call((voters) => voters.clap(this.id, claps));

  /**
   * Whether the counter has listeners.
   *
   * @internal
   */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /**
   * Reads the values again, and notifies the listeners if one has changed.
   *
   * @internal
   */
  refresh(): void {
    if (this.#listeners.size === 0) {
      return;
    }
    const { live, presses, monitor, voting } = this.port;
    const { id } = this;
    const before = this.#view;
    const current = live.total(id);
    const total = current ?? before.total;
    const received = this.#received;
    const isNewTotal = current !== undefined && current !== received;
    this.#received = current ?? received;
    const { situation } = monitor;
    const mine = this.kind === 'clicks' ? undefined : voting.own(id, current);
    const votes = this.kind === 'clicks' ? undefined : (mine ?? total);
    this.#replaceView(
      {
        count: (votes === undefined ? presses.shown(id, current) : votes.count) ?? before.count,
        mine: mine?.mine,
        up: votes?.up,
        down: votes?.down,
        voters: votes?.voters,
        pending: mine?.pending ?? pressesIn(presses.pending(id)),
        viewers: total?.viewers,
        status: situation === 'live' && current === undefined ? 'connecting' : situation,
        total,
        ...(total && this.more(total, received)),
      } as CounterView,
      isNewTotal && received !== undefined,
    );
  }

  /**
   * Ends the subscription and the timers. Keeps the view.
   *
   * @internal
   */
  close(): void {
    const { timers } = this.port.env;
    timers.clear(this.#roomTimer);
    timers.clear(this.#notifyTimer);
    this.#notifyTimer = undefined;
    this.#listeners.clear();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#received = undefined;
  }

  /**
   * Returns further fields of the view with a total. It can be the one before, which is undefined after a new
   * subscription.
   *
   * @internal
   */
  protected more(_total: Total, _before: Total | undefined): Partial<CounterView> | undefined {
    return undefined;
  }

  #open(): void {
    try {
      this.#unsubscribe = this.port.live.subscribe(this.id, () => this.refresh());
    } catch (failure) {
      if ((failure as TallyError).code !== 'too-many-counters') {
        throw failure;
      }
      this.#roomTimer = this.port.env.timers.set(() => this.#open(), ROOM_AFTER_MS);
    }
  }

  #replaceView(view: CounterView, canWait: boolean): void {
    if ((Object.keys(view) as Array<keyof CounterView>).every((key) => view[key] === this.#view[key])) {
      return;
    }
    this.#view = view;
    const { now, timers } = this.port.env;
    const wait = this.#notifiedAt + NOTIFY_EVERY_MS - now();
    // A wait above the maximum means that the clock was set back.
    if (canWait && wait > 0 && wait <= NOTIFY_EVERY_MS) {
      this.#notifyTimer ??= timers.set(() => this.#notifyAll(), Math.ceil(wait));
    } else {
      this.#notifyAll();
    }
  }

  #notifyAll(): void {
    const { now, timers } = this.port.env;
    timers.clear(this.#notifyTimer);
    this.#notifyTimer = undefined;
    this.#notifiedAt = now();
    [...this.#listeners].forEach((own) => this.#notify(own));
  }

  #notify(own: { readonly listener: ViewListener; notified: boolean }): void {
    if (this.#listeners.has(own)) {
      own.notified = true;
      notify(this.port.env, () => own.listener(this.#view));
    }
  }
}
