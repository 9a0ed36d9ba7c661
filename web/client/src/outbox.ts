import type { ClickStore } from './click-store.js';
import type { Settle } from './coalescer.js';
import { notify, type Environment } from './environment.js';
import type { Attempt } from './http.js';
import type { Pending } from './pending.js';
import type { Click, ClickOutcome, Delivery, GivenUp } from './types.js';
import { timeOf } from './uuid.js';
import { backoff } from './values.js';

/** How many clicks are on their way at a time while all goes well. */
const MAX_UNDER_WAY = 4;

/** Spreads clients out that were told the same `Retry-After`. */
const RETRY_AFTER_JITTER_MS = 1_000;

interface Waiting {
  readonly click: Click;
  readonly settle: Settle;
  /** Left by an earlier page, and perhaps shared with another tab. */
  readonly restored: boolean;
  /** In the storage. */
  readonly stored: boolean;
  /** Epoch milliseconds from which on it is not sent again. */
  readonly deadline: number;
  notBefore: number;
  failures: number;
  underWay: boolean;
  sent: boolean;
  mayHaveBeenCounted: boolean;
  lastFailure: string | null;
}

/** What an outbox needs. */
export interface OutboxParts {
  readonly env: Environment;
  readonly store: ClickStore;
  readonly pending: Pending;
  readonly retryWindowMs: number;
  /** Sends a click once; never rejects. */
  readonly send: (click: Click) => Promise<Attempt>;
  /** Hears what became of each click. */
  readonly onOutcome: (outcome: ClickOutcome) => void;
  /** Hears of each change of how sending goes. */
  readonly onDelivery: (delivery: Delivery) => void;
}

/**
 * Clicks that wait to be accepted, oldest first.
 *
 * Two backoffs work together. A click that fails waits for its own, so that one which the server cannot digest does not
 * hold up the others. A failure also holds up all clicks for the time that failures in a row call for, and until an
 * answer comes a single click probes the server at a time, so that a long queue does not hammer a server in trouble.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #waiting = new Map<string, Waiting>();
  #pausedUntil = -Infinity;
  #toldToWaitUntil = -Infinity;
  #failuresInARow = 0;
  #underWay = 0;
  #delivery: Delivery = { state: 'ok', retryAt: null };
  #timer: unknown;
  #closed = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get delivery(): Delivery {
    return this.#delivery;
  }

  /** How many clicks wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Takes in what an earlier page left in the storage. It is sent on the next turn of the event loop. */
  restore(): void {
    for (const { sent, ...click } of this.#parts.store.load()) {
      this.#put(click, () => {}, { restored: true, stored: true, sent, mayHaveBeenCounted: sent });
      this.#parts.pending.change(click.counter, 1, click.delta);
    }
    this.#wakeIn(0);
  }

  /** Takes a click, which is pending already. Once closed, it only keeps it, where there is a storage. */
  add(click: Click, settle: Settle): void {
    const stored = this.#parts.store.save(click, false);
    const waiting = this.#put(click, settle, { restored: false, stored, sent: false, mayHaveBeenCounted: false });
    if (this.#closed) {
      this.#letGo(waiting);
    } else {
      this.#work();
    }
  }

  /** The way to the server is there again: no need to sit out a backoff, other than one that the server asked for. */
  resume(): void {
    this.#pausedUntil = this.#toldToWaitUntil;
    for (const waiting of this.#waiting.values()) {
      waiting.notBefore = -Infinity;
    }
    this.#work();
  }

  /** Another tab has settled a click, if it had it from the storage, too. */
  settledElsewhere(clickId: string): void {
    const waiting = this.#waiting.get(clickId);
    if (waiting?.restored && !waiting.underWay) {
      this.#forget(waiting);
      this.#work();
    }
  }

  close(): void {
    this.#closed = true;
    this.#parts.env.timers.clear(this.#timer);
    for (const waiting of [...this.#waiting.values()]) {
      this.#letGo(waiting);
    }
  }

  #letGo(waiting: Waiting): void {
    if (waiting.stored) {
      this.#settle(waiting, { ...waiting.click, outcome: 'kept' });
    } else {
      this.#giveUp(waiting, 'closed');
    }
  }

  #put(
    click: Click,
    settle: Settle,
    flags: Pick<Waiting, 'restored' | 'stored' | 'sent' | 'mayHaveBeenCounted'>,
  ): Waiting {
    const waiting: Waiting = {
      click,
      settle,
      ...flags,
      deadline: timeOf(click.clickId) + this.#parts.retryWindowMs,
      notBefore: -Infinity,
      failures: 0,
      underWay: false,
      lastFailure: null,
    };
    this.#waiting.set(click.clickId, waiting);
    return waiting;
  }

  /** Gives up what is too old, sends what is due, and sets the timer for what comes next. */
  #work(): void {
    const now = this.#parts.env.now();
    for (const waiting of [...this.#waiting.values()]) {
      if (!waiting.underWay && waiting.deadline <= now) {
        this.#giveUp(waiting, 'retry-window-closed');
      }
    }
    if (this.#closed) {
      return;
    }
    if (now >= this.#pausedUntil && this.#parts.env.isOnline()) {
      for (const waiting of [...this.#waiting.values()]) {
        if (this.#hasRoom() && !waiting.underWay && waiting.notBefore <= now) {
          this.#send(waiting);
        }
      }
    }
    if (this.#waiting.size === 0 && now >= this.#toldToWaitUntil) {
      this.#rest();
    }
    this.#wakeIn(this.#nextDue() - now);
  }

  #hasRoom(): boolean {
    return this.#underWay < (this.#failuresInARow === 0 ? MAX_UNDER_WAY : 1);
  }

  /** When there is something to do again that no answer and no event will call for. */
  #nextDue(): number {
    const maySend = this.#hasRoom() && this.#parts.env.isOnline();
    const isOver = this.#waiting.size === 0 && this.#delivery.state !== 'ok';
    let due = isOver ? this.#toldToWaitUntil : Infinity;
    for (const waiting of this.#waiting.values()) {
      if (!waiting.underWay) {
        const next = maySend ? Math.max(waiting.notBefore, this.#pausedUntil) : Infinity;
        due = Math.min(due, next, waiting.deadline);
      }
    }
    return due;
  }

  #wakeIn(delayMs: number): void {
    const { timers } = this.#parts.env;
    timers.clear(this.#timer);
    if (delayMs !== Infinity && !this.#closed) {
      this.#timer = timers.set(() => this.#work(), Math.max(0, Math.ceil(delayMs)));
    }
  }

  #send(waiting: Waiting): void {
    const { store, send } = this.#parts;
    const { click } = waiting;
    if (!this.#waiting.has(click.clickId)) {
      return; // A listener has closed the client meanwhile.
    }
    const there = !waiting.stored || store.has(click.clickId);
    if (waiting.restored && !there) {
      this.#forget(waiting);
      return;
    }
    if (!waiting.sent) {
      waiting.sent = true;
      if (waiting.stored && there) {
        store.save(click, true);
      }
    }
    waiting.underWay = true;
    this.#underWay++;
    void send(click).then((attempt) => {
      waiting.underWay = false;
      this.#underWay--;
      if (!this.#closed) {
        this.#answered(waiting, attempt);
        this.#work();
      }
    });
  }

  #answered(waiting: Waiting, attempt: Attempt): void {
    const { click, mayHaveBeenCounted } = waiting;
    switch (attempt.kind) {
      case 'accepted':
        this.#deliver();
        this.#settle(waiting, { ...click, outcome: 'accepted', acceptedAt: attempt.acceptedAt });
        break;
      case 'refused':
        this.#deliver();
        this.#settle(waiting, { ...click, outcome: 'refused', problem: attempt.problem, mayHaveBeenCounted });
        break;
      case 'unclear': {
        const { now, random } = this.#parts.env;
        const time = now();
        waiting.mayHaveBeenCounted ||= attempt.mayHaveBeenCounted;
        waiting.lastFailure = attempt.failure;
        waiting.notBefore = time + backoff(waiting.failures++, random);
        this.#pausedUntil = Math.max(this.#pausedUntil, time + backoff(this.#failuresInARow++, random));
        if (attempt.retryAfterMs > 0) {
          this.#toldToWaitUntil = time + attempt.retryAfterMs + random() * RETRY_AFTER_JITTER_MS;
          this.#pausedUntil = Math.max(this.#pausedUntil, this.#toldToWaitUntil);
        }
        this.#enter({ state: attempt.trouble, retryAt: this.#pausedUntil });
        break;
      }
    }
  }

  /** The server gave a clear answer. */
  #deliver(): void {
    this.#failuresInARow = 0;
    this.#enterOk();
  }

  /** Nothing waits, so there is no trouble to tell of. Whether it is over shows with the next click, which is sent at once. */
  #rest(): void {
    this.#pausedUntil = -Infinity;
    this.#enterOk();
  }

  #enterOk(): void {
    if (this.#delivery.state !== 'ok') {
      this.#enter({ state: 'ok', retryAt: null });
    }
  }

  #enter(delivery: Delivery): void {
    this.#delivery = delivery;
    notify(this.#parts.env, () => this.#parts.onDelivery(delivery));
  }

  #giveUp(waiting: Waiting, reason: GivenUp['reason']): void {
    const { click, lastFailure } = waiting;
    // A click under way has no answer yet, so nobody knows.
    const mayHaveBeenCounted = waiting.mayHaveBeenCounted || waiting.underWay;
    this.#settle(waiting, { ...click, outcome: 'given-up', reason, mayHaveBeenCounted, lastFailure });
  }

  #settle(waiting: Waiting, outcome: ClickOutcome): void {
    if (!this.#waiting.has(waiting.click.clickId)) {
      return;
    }
    if (waiting.stored && outcome.outcome !== 'kept') {
      this.#parts.store.remove(waiting.click.clickId);
    }
    waiting.settle(outcome);
    this.#forget(waiting);
    notify(this.#parts.env, () => this.#parts.onOutcome(outcome));
  }

  #forget({ click }: Waiting): void {
    if (this.#waiting.delete(click.clickId)) {
      this.#parts.pending.change(click.counter, -1, -click.delta);
    }
  }
}
