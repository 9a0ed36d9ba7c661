import { CounterState, type AcceptedClick, type KnownTotal, type OpenClick } from './counter-state.js';
import { notify, type Environment } from './environment.js';
import type { EpochReceipt } from './receipts.js';
import type { PendingClicks, Unsubscribe } from './types.js';

/** Receives a counter and its unsettled clicks whenever they change. */
export type PendingListener = (counter: string, pending: PendingClicks) => void;

/** The answer to the question whether a receipt is counted: the exact count if it is. */
export type AfterAnswer = KnownTotal | 'not-yet' | 'other-epoch';

/** The collaborators of the counters. */
export interface CountersParts {
  readonly env: Pick<Environment, 'now' | 'report' | 'timers'>;
  /** Asks once whether a receipt is counted; never rejects. */
  readonly ask: (counter: string, receipt: EpochReceipt) => Promise<AfterAnswer>;
  /** Receives each change of a shown number, apart from the changes by {@link Counters.receive}. */
  readonly onShown: (counter: string) => void;
  /** Runs if an accepted click has appeared in no total for some seconds. */
  readonly onOverdue: () => void;
}

const NONE: PendingClicks = { clicks: 0, sum: 0 };

/** The states of the counters that are subscribed or have open clicks, with their timers and listeners. */
export class Counters {
  readonly #parts: CountersParts;
  readonly #states = new Map<string, CounterState>();
  readonly #timers = new Map<string, unknown>();
  readonly #listeners = new Set<PendingListener>();
  #closed = false;

  constructor(parts: CountersParts) {
    this.#parts = parts;
  }

  /** Returns the number to show of a counter, undefined before the first total. */
  shown(counter: string): number | undefined {
    return this.#states.get(counter)?.shown;
  }

  /** Returns the unsettled clicks of a counter. */
  pending(counter: string): PendingClicks {
    return this.#states.get(counter)?.pending ?? NONE;
  }

  /** Returns the unsettled clicks of all counters. Counters without any are absent. */
  allPending(): ReadonlyMap<string, PendingClicks> {
    const all = [...this.#states].map(([counter, { pending }]) => [counter, pending] as const);
    return new Map(all.filter(([, { clicks }]) => clicks > 0));
  }

  /** Adds a listener. Returns a function that removes it. */
  onPending(listener: PendingListener): Unsubscribe {
    const own: PendingListener = (counter, pending) => listener(counter, pending);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Begins or ends the time in which totals of a counter arrive. */
  watch(counter: string, watched: boolean): void {
    this.#update(counter, (state) => state.watch(watched));
  }

  receive(counter: string, total: KnownTotal): void {
    this.#update(counter, (state) => state.receive(total));
  }

  /** Adds a click that an earlier page has left. */
  restore(click: OpenClick): void {
    this.#change(click.counter, (state) => state.restore(click));
  }

  /** Adds a press to a click. */
  press(click: OpenClick, delta: number): void {
    this.#change(click.counter, (state) => state.press(click, delta));
  }

  accept(click: OpenClick, accepted: AcceptedClick): void {
    this.#change(click.counter, (state, now) => state.accept(click, accepted, now));
  }

  /** Removes a click that the server is not known to count. */
  drop(click: OpenClick): void {
    this.#change(click.counter, (state) => state.drop(click));
  }

  close(): void {
    this.#closed = true;
    this.#timers.forEach((timer) => this.#parts.env.timers.clear(timer));
    this.#listeners.clear();
  }

  #change(counter: string, change: (state: CounterState, now: number) => void): void {
    const before = this.shown(counter);
    this.#update(counter, change);
    if (this.shown(counter) !== before && !this.#closed) {
      this.#parts.onShown(counter);
    }
  }

  #update(counter: string, change: (state: CounterState, now: number) => void): void {
    const state = this.#states.get(counter) ?? new CounterState();
    const before = state.pending;
    change(state, this.#parts.env.now());
    if (state.isIdle) {
      this.#states.delete(counter);
    } else {
      this.#states.set(counter, state);
    }
    this.#setTimer(counter, state);
    const after = state.pending;
    if (after.clicks !== before.clicks || after.sum !== before.sum) {
      [...this.#listeners].forEach((listener) => notify(this.#parts.env, () => listener(counter, after)));
    }
  }

  #setTimer(counter: string, state: CounterState): void {
    const { now, timers } = this.#parts.env;
    const next = Math.min(state.nextStep(), state.nextOverdue());
    timers.clear(this.#timers.get(counter));
    this.#timers.delete(counter);
    if (next !== Infinity && !this.#closed) {
      const wait = Math.max(0, Math.ceil(next - now()));
      this.#timers.set(
        counter,
        timers.set(() => this.#step(counter, state), wait),
      );
    }
  }

  #step(counter: string, state: CounterState): void {
    const question = state.takeQuestion(this.#parts.env.now());
    const isOverdue = state.takeOverdue(this.#parts.env.now());
    this.#change(counter, (current, now) => current.expire(now));
    if (isOverdue) {
      this.#parts.onOverdue();
    }
    if (question !== undefined) {
      void this.#parts.ask(counter, question).then((answer) => this.#answered(counter, question, answer));
    }
  }

  #answered(counter: string, question: EpochReceipt, answer: AfterAnswer): void {
    if (answer === 'other-epoch') {
      this.#change(counter, (state) => state.endEpoch(question.epoch));
    } else if (answer !== 'not-yet') {
      this.#change(counter, (state) => state.receiveAfter(question, answer));
    }
  }
}
