import type { ClickStore } from './click-store.js';
import type { Settle } from './coalescer.js';
import { openClick, type OpenClick } from './counter-state.js';
import type { Counters } from './counters.js';
import { notify, type Environment } from './environment.js';
import type { Attempt } from './http.js';
import type { Click, ClickOutcome, Delivery, GivenUp, Problem } from './types.js';
import { timeOf } from './uuid.js';
import { backoff } from './values.js';

/** The maximum number of concurrent sends without a recent failure. */
const MAX_IN_FLIGHT = 4;

/** The jitter that spreads clients with the same `Retry-After`. */
const RETRY_AFTER_JITTER_MS = 1_000;

/** The farthest that the server accepts an id ahead of its clock. */
const MAX_AHEAD_MS = 30_000;

/** The time after which an earlier request without an answer arrives no more. */
const LATE_REQUEST_MS = 5 * 60_000;

interface QueuedClick {
  readonly click: Click;
  readonly open: OpenClick;
  readonly settle: Settle;
  /** Whether an earlier page left the click in the storage. Another tab may have it as well. */
  readonly restored: boolean;
  /** Whether the click is in the storage. */
  readonly stored: boolean;
  /** The time after which the click is not sent again, in epoch milliseconds. */
  readonly deadline: number;
  /** The time of the next attempt, which a change of the network or of the clock brings forward. */
  notBefore: number;
  /** The time at which the server accepts an id ahead of its clock, by the server's clock. */
  acceptableAt: number;
  failures: number;
  inFlight: boolean;
  sent: boolean;
  /** Whether the click has its second id, by a corrected clock. */
  renewed: boolean;
  /** Whether an earlier attempt was sent, or another page may have sent one. */
  repeated: boolean;
  mayHaveBeenCounted: boolean;
  lastFailure: string | null;
}

/** The correction of a wrong clock. */
export interface ClockCorrection {
  /** Sets the clock of the outbox and of the ids to the server's time. */
  readonly setClock: (serverTime: number) => void;
  /** Returns a new id for a refused click; absent if the receiver of its outcome sends it again. */
  readonly nextId?: () => string;
}

/** The collaborators and settings of an outbox. */
export interface OutboxParts {
  readonly env: Environment;
  readonly store: ClickStore;
  readonly counters: Pick<Counters, 'restore' | 'accept' | 'drop'>;
  readonly retryWindowMs: number;
  readonly correction: ClockCorrection;
  /** Sends a click once; never rejects. Returns undefined without sending if another page has replaced the click. */
  readonly send: (click: Click) => Promise<Attempt | undefined>;
  /** Receives the outcome of each click. */
  readonly onOutcome: (outcome: ClickOutcome) => void;
  /** Receives each change of the state of sending. */
  readonly onDelivery: (delivery: Delivery) => void;
}

/**
 * The queue of clicks that the server has not accepted yet, oldest first.
 *
 * Two backoffs work together. Each click has its own backoff, so a click that the server cannot handle does not delay
 * the others. A failure also pauses all clicks, for a time that grows with the consecutive failures. Until an answer
 * arrives, only one click at a time probes the server. A long queue therefore does not overload a failing server.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #queue = new Map<string, QueuedClick>();
  #pausedUntil = -Infinity;
  #serverPauseUntil = -Infinity;
  #failuresInARow = 0;
  #inFlight = 0;
  #delivery: Delivery = { state: 'ok', retryAt: null };
  #timer: unknown;
  #closed = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Returns the state of sending clicks, by the last attempt. */
  get delivery(): Delivery {
    return this.#delivery;
  }

  /** The number of queued clicks. */
  get size(): number {
    return this.#queue.size;
  }

  /** Loads the clicks that an earlier page left in the storage. They are sent on the next turn of the event loop. */
  restore(): void {
    const { counters, store } = this.#parts;
    for (const { clickId, counter, delta, sent } of store.load()) {
      const click = { clickId, counter, delta };
      const open = openClick(click.counter, click.delta);
      counters.restore(open);
      this.#enqueue(click, open, () => {}, { restored: true, stored: true, sent });
    }
    this.#wakeIn(0);
  }

  /**
   * Adds an open click. A closed outbox only stores it, if there is a storage.
   *
   * @param sent whether another page may have sent it
   */
  add(clickId: string, open: OpenClick, settle: Settle, sent = false): void {
    const click = { clickId, counter: open.counter, delta: open.delta };
    const stored = this.#parts.store.save(click, false);
    const queued = this.#enqueue(click, open, settle, { restored: false, stored, sent });
    if (this.#closed) {
      this.#settleOnClose(queued);
    } else {
      this.#sendDue();
    }
  }

  /** Skips the current backoffs because the server is reachable again. A pause that the server requested stays. */
  resume(): void {
    this.#pausedUntil = this.#serverPauseUntil;
    for (const queued of this.#queue.values()) {
      queued.notBefore = -Infinity;
    }
    this.#sendDue();
  }

  /** Removes a restored click that another tab has settled. */
  settledElsewhere(clickId: string): void {
    const queued = this.#queue.get(clickId);
    if (queued?.restored && !queued.inFlight) {
      this.#remove(queued);
      this.#sendDue();
    }
  }

  close(): void {
    this.#closed = true;
    this.#parts.env.timers.clear(this.#timer);
    for (const queued of [...this.#queue.values()]) {
      this.#settleOnClose(queued);
    }
  }

  #settleOnClose(queued: QueuedClick): void {
    if (queued.stored) {
      this.#settle(queued, { ...queued.click, outcome: 'kept' });
    } else {
      this.#giveUp(queued, 'closed');
    }
  }

  #enqueue(
    click: Click,
    open: OpenClick,
    settle: Settle,
    flags: Pick<QueuedClick, 'restored' | 'stored' | 'sent'> & { readonly renewed?: boolean },
  ): QueuedClick {
    const queued: QueuedClick = {
      click,
      open,
      settle,
      renewed: false,
      ...flags,
      repeated: flags.restored,
      mayHaveBeenCounted: flags.sent,
      deadline: timeOf(click.clickId) + this.#parts.retryWindowMs,
      notBefore: -Infinity,
      acceptableAt: -Infinity,
      failures: 0,
      inFlight: false,
      lastFailure: null,
    };
    this.#queue.set(click.clickId, queued);
    return queued;
  }

  /** Discards clicks that are too old, sends due clicks, and sets the timer for the next step. */
  #sendDue(): void {
    const now = this.#parts.env.now();
    for (const queued of [...this.#queue.values()]) {
      if (!queued.inFlight && queued.deadline <= now) {
        this.#giveUp(queued, 'retry-window-closed');
      }
    }
    if (this.#closed) {
      return;
    }
    if (now >= this.#pausedUntil && this.#parts.env.isOnline()) {
      for (const queued of [...this.#queue.values()]) {
        if (this.#hasRoom() && !queued.inFlight && dueAt(queued) <= now) {
          this.#send(queued);
        }
      }
    }
    if (this.#queue.size === 0 && now >= this.#serverPauseUntil) {
      this.#becomeIdle();
    }
    this.#wakeIn(this.#nextDue() - now);
  }

  #hasRoom(): boolean {
    return this.#inFlight < (this.#failuresInARow === 0 ? MAX_IN_FLIGHT : 1);
  }

  /** Returns the time of the next step, apart from answers and events. */
  #nextDue(): number {
    const maySend = this.#hasRoom() && this.#parts.env.isOnline();
    const isOver = this.#queue.size === 0 && this.#delivery.state !== 'ok';
    let due = isOver ? this.#serverPauseUntil : Infinity;
    for (const queued of this.#queue.values()) {
      if (!queued.inFlight) {
        const next = maySend ? Math.max(dueAt(queued), this.#pausedUntil) : Infinity;
        due = Math.min(due, next, queued.deadline);
      }
    }
    return due;
  }

  #wakeIn(delayMs: number): void {
    const { timers } = this.#parts.env;
    timers.clear(this.#timer);
    if (delayMs !== Infinity && !this.#closed) {
      this.#timer = timers.set(() => this.#sendDue(), Math.max(0, Math.ceil(delayMs)));
    }
  }

  #send(queued: QueuedClick): void {
    const { store, send } = this.#parts;
    const { click } = queued;
    if (!this.#queue.has(click.clickId)) {
      return; // A listener may have closed the client.
    }
    const entry = queued.stored ? store.find(click.clickId) : 'unknown';
    if (queued.restored && entry === undefined) {
      this.#remove(queued);
      return;
    }
    queued.repeated ||= queued.sent;
    queued.sent = true;
    if (entry !== undefined && entry !== 'unknown' && (!entry.sent || queued.restored)) {
      store.save(click, true, queued.restored);
    }
    queued.inFlight = true;
    this.#inFlight++;
    void send(click).then((attempt) => {
      queued.inFlight = false;
      this.#inFlight--;
      if (!this.#closed) {
        if (attempt === undefined) {
          this.#settle(queued, { ...click, outcome: 'kept' });
        } else {
          this.#answered(queued, attempt);
        }
        this.#sendDue();
      }
    });
  }

  #answered(queued: QueuedClick, attempt: Attempt): void {
    if (this.#wasSentElsewhere(queued)) {
      queued.repeated = queued.mayHaveBeenCounted = true;
    }
    const { click, mayHaveBeenCounted, repeated } = queued;
    switch (attempt.kind) {
      case 'accepted': {
        const { acceptedAt, epoch, receipt } = attempt;
        this.#serverAnswered();
        this.#settle(queued, { ...click, outcome: 'accepted', acceptedAt, epoch, receipt, repeated });
        break;
      }
      case 'refused':
        this.#serverAnswered();
        if (this.#correctClock(queued, attempt)) {
          break;
        }
        this.#settle(queued, { ...click, outcome: 'refused', problem: attempt.problem, mayHaveBeenCounted });
        break;
      case 'unclear': {
        const { now, random } = this.#parts.env;
        const time = now();
        queued.mayHaveBeenCounted ||= attempt.mayHaveBeenCounted;
        queued.lastFailure = attempt.failure;
        queued.notBefore = time + backoff(queued.failures++, random);
        if (attempt.isOfCounter) {
          queued.notBefore = Math.max(queued.notBefore, time + attempt.retryAfterMs + random() * RETRY_AFTER_JITTER_MS);
          this.#setDelivery({ state: attempt.deliveryState, retryAt: queued.notBefore });
          break;
        }
        this.#pausedUntil = Math.max(this.#pausedUntil, time + backoff(this.#failuresInARow++, random));
        if (attempt.retryAfterMs > 0) {
          this.#serverPauseUntil = time + attempt.retryAfterMs + random() * RETRY_AFTER_JITTER_MS;
          this.#pausedUntil = Math.max(this.#pausedUntil, this.#serverPauseUntil);
        }
        this.#setDelivery({ state: attempt.deliveryState, retryAt: this.#pausedUntil });
        break;
      }
    }
  }

  /**
   * Sets the clock if the refusal proves that it is wrong. Then gives new ids to the clicks that were never sent, and to
   * the refused one, unless an earlier request of it may still arrive. Such a click waits until the server accepts its id.
   *
   * @returns whether the refused click goes on
   */
  #correctClock(refused: QueuedClick, { problem, serverTime }: Extract<Attempt, { kind: 'refused' }>): boolean {
    const { correction, store } = this.#parts;
    if (serverTime === undefined || !isOfClock(problem)) {
      return false;
    }
    const { nextId, setClock } = correction;
    const acceptableAt = timeOf(refused.click.clickId) - MAX_AHEAD_MS;
    const aheadMs = problem.status === 422 ? acceptableAt - serverTime : 0;
    const waits = isUnclear(refused) && aheadMs > 0 && aheadMs <= LATE_REQUEST_MS;
    if (!waits && nextId !== undefined && !isSafeToRenew(refused, aheadMs)) {
      return false;
    }
    setClock(serverTime);
    this.#pausedUntil = this.#serverPauseUntil = -Infinity;
    for (const queued of [...this.#queue.values()]) {
      const isRefused = queued === refused;
      queued.notBefore = -Infinity;
      if (isRefused && waits) {
        queued.acceptableAt = acceptableAt;
      } else if (nextId !== undefined && (isRefused || !(queued.sent || queued.restored || queued.renewed))) {
        const { open, settle } = queued;
        this.#queue.delete(queued.click.clickId);
        store.remove(queued.click.clickId);
        const click = { ...queued.click, clickId: nextId() };
        const stored = queued.stored && store.save(click, false);
        this.#enqueue(click, open, settle, { restored: false, stored, sent: false, renewed: true });
      }
    }
    return waits || nextId !== undefined;
  }

  /** Returns whether another page with the same storage has sent or settled a click of this page. */
  #wasSentElsewhere({ click, restored, stored }: QueuedClick): boolean {
    const entry = stored && !restored ? this.#parts.store.find(click.clickId) : 'unknown';
    return entry === undefined || (entry !== 'unknown' && entry.resent);
  }

  /** Resets the backoff of all clicks after a clear answer. */
  #serverAnswered(): void {
    this.#failuresInARow = 0;
    this.#setDeliveryOk();
  }

  /** Reports `ok` because the queue is empty. The next click is sent at once and tests the server. */
  #becomeIdle(): void {
    this.#pausedUntil = -Infinity;
    this.#setDeliveryOk();
  }

  #setDeliveryOk(): void {
    if (this.#delivery.state !== 'ok') {
      this.#setDelivery({ state: 'ok', retryAt: null });
    }
  }

  #setDelivery(delivery: Delivery): void {
    this.#delivery = delivery;
    notify(this.#parts.env, () => this.#parts.onDelivery(delivery));
  }

  #giveUp(queued: QueuedClick, reason: GivenUp['reason']): void {
    const { click, lastFailure } = queued;
    // A click in flight has no answer, so its fate is unknown.
    const mayHaveBeenCounted = queued.mayHaveBeenCounted || queued.inFlight;
    this.#settle(queued, { ...click, outcome: 'given-up', reason, mayHaveBeenCounted, lastFailure });
  }

  /** Reports the outcome of a click after its removal, because a listener may add the next one. */
  #settle(queued: QueuedClick, outcome: ClickOutcome): void {
    const { click, open, settle, stored } = queued;
    if (!this.#queue.delete(click.clickId)) {
      return;
    }
    const { counters, store } = this.#parts;
    if (stored && outcome.outcome !== 'kept') {
      store.remove(click.clickId);
    }
    if (outcome.outcome === 'accepted') {
      counters.accept(open, outcome);
    } else {
      counters.drop(open);
    }
    settle(outcome);
    notify(this.#parts.env, () => this.#parts.onOutcome(outcome));
  }

  #remove({ click, open }: QueuedClick): void {
    if (this.#queue.delete(click.clickId)) {
      this.#parts.counters.drop(open);
    }
  }
}

/** Returns whether a problem means that the server's time is far from that of an id. */
export function isOfClock({ status }: Problem): boolean {
  return status === 409 || status === 422;
}

/** Returns the time from which a click may be sent, apart from the pauses of all clicks. */
function dueAt({ notBefore, acceptableAt }: QueuedClick): number {
  return Math.max(notBefore, acceptableAt);
}

/** Returns whether the server may count a click by an earlier request than the last one. */
function isUnclear({ mayHaveBeenCounted, repeated }: QueuedClick): boolean {
  return repeated || mayHaveBeenCounted;
}

/**
 * Returns whether a click that was refused because of its time can have a new id. The server counted no click under an
 * id that was sent once, nor under one so far ahead that an earlier request arrives no more. Another tab may have a
 * restored click as well.
 */
function isSafeToRenew(queued: QueuedClick, aheadMs: number): boolean {
  return !queued.renewed && !queued.restored && (!isUnclear(queued) || aheadMs > LATE_REQUEST_MS);
}
