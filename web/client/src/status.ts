import { notify, type Environment } from './environment.js';
import { mergeLosses, type Loss } from './losses.js';
import type { ConnectionState, Delivery, PendingClicks, Unsubscribe } from './types.js';

/**
 * The state that users see.
 *
 * - `live`: totals arrive
 * - `connecting`: the first total has not arrived yet
 * - `reconnecting`: the connection was lost, so the number may be behind; presses are sent
 * - `server-down`: the server does not answer; presses wait
 * - `rate-limited`: the server requested a pause; presses wait
 * - `offline`: the device reports no network; presses wait
 */
export type Status = 'live' | 'connecting' | 'offline' | 'server-down' | 'rate-limited' | 'reconnecting';

/** The status of a client. */
export interface ClientStatus {
  /** The state of the connection and of sending; `live` if nothing is subscribed and no fault is known. */
  readonly situation: Status;
  /** The number of presses that wait to be accepted. */
  readonly waiting: number;
  /** The time of the next attempt to send presses, in epoch milliseconds; null if nothing delays them. */
  readonly retryAt: number | null;
  /** The lost presses since the last `forgetLoss()`, undefined if there are none. */
  readonly loss: Loss | undefined;
}

/** Receives each change of the status. */
export type StatusListener = (status: ClientStatus) => void;

/** The signals about the client's connection to the server. */
export interface Signals {
  readonly connection: ConnectionState;
  readonly delivery: Delivery;
  /** False if the device reports no network. */
  readonly online: boolean;
  /** Whether the connection was open before. */
  readonly wasOpen: boolean;
}

/** Returns the most important status. A fault that stops presses precedes one that stops totals. */
export function statusOf({ connection, delivery, online, wasOpen }: Signals): Status {
  if (!online || connection === 'offline') {
    return 'offline';
  }
  if (delivery.state === 'rate-limited') {
    return 'rate-limited';
  }
  if (delivery.state !== 'ok') {
    return 'server-down';
  }
  switch (connection) {
    case 'waiting':
      return wasOpen ? 'reconnecting' : 'server-down';
    case 'connecting':
      return wasOpen ? 'reconnecting' : 'connecting';
    default:
      return 'live';
  }
}

/** Returns the number of presses in unsettled clicks, as far as it is known: a click contains at least one. */
export function pressesIn({ clicks, sum }: PendingClicks): number {
  return Math.max(clicks, Math.abs(sum));
}

/** The source of the situation. */
export interface SituationParts {
  readonly env: Pick<Environment, 'isOnline' | 'report'>;
  readonly connection: () => ConnectionState;
  readonly delivery: () => Delivery;
  /** Runs after each change of the situation, before the listeners of the status. */
  readonly onSituation: () => void;
}

/** The source of the status. */
export interface StatusParts extends SituationParts {
  readonly pending: () => Iterable<PendingClicks>;
}

/** The situation of a client. */
export class SituationMonitor {
  protected readonly parts: SituationParts;
  /** Whether the connection was open before the last {@link update}. */
  wasOpen = false;
  #situation: Status;

  constructor(parts: SituationParts) {
    this.parts = parts;
    this.#situation = this.read();
  }

  get situation(): Status {
    return this.#situation;
  }

  recordLoss(_loss: Loss): void {}

  /** Reads the signals. */
  update(): void {
    const before = this.#situation;
    this.#situation = this.read();
    if (this.#situation !== before) {
      this.parts.onSituation();
    }
  }

  close(): void {}

  protected read(): Status {
    const { env, connection, delivery } = this.parts;
    this.wasOpen ||= connection() === 'open';
    return statusOf({
      connection: connection(),
      delivery: delivery(),
      online: env.isOnline(),
      wasOpen: this.wasOpen,
    });
  }
}

/** The status of a client with its listeners. */
export class StatusMonitor extends SituationMonitor {
  declare protected readonly parts: StatusParts;
  readonly #listeners = new Set<StatusListener>();
  #loss: Loss | undefined;
  #status: ClientStatus;

  constructor(parts: StatusParts) {
    super(parts);
    this.#status = this.#read();
  }

  /** The status, as the same object until it changes. */
  get status(): ClientStatus {
    return this.#status;
  }

  onStatus(listener: StatusListener): Unsubscribe {
    const own: StatusListener = (status) => listener(status);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  override recordLoss(loss: Loss): void {
    this.#loss = mergeLosses(this.#loss, loss);
    this.update();
  }

  forgetLoss(): void {
    this.#loss = undefined;
    this.update();
  }

  /** Reads the signals, and notifies the listeners if the status has changed. */
  override update(): void {
    const before = this.#status;
    const after = this.#read();
    const isChanged =
      after.situation !== before.situation ||
      after.waiting !== before.waiting ||
      after.retryAt !== before.retryAt ||
      after.loss !== before.loss;
    if (isChanged) {
      this.#status = after;
    }
    super.update();
    if (isChanged) {
      [...this.#listeners].forEach((listener) => notify(this.parts.env, () => listener(after)));
    }
  }

  override close(): void {
    this.#listeners.clear();
  }

  #read(): ClientStatus {
    const { delivery, pending } = this.parts;
    const waiting = [...pending()].reduce((sum, clicks) => sum + pressesIn(clicks), 0);
    return { situation: this.read(), waiting, retryAt: delivery().retryAt, loss: this.#loss };
  }
}
