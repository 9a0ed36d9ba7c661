import { MAX_DELTA } from './counter-id.js';
import type { PendingListener } from './counters.js';
import { notify, type Environment } from './environment.js';
import { TallyError } from './errors.js';
import type { Loss } from './losses.js';
import { OnDemand } from './on-demand.js';
import type { Sending } from './sending.js';
import { keyPrefix, storedKeys, storedValue } from './stored.js';
import type { TokenRequest } from './token.js';
import type { ClickOutcome, Delivery, Outcome, PendingClicks, Total } from './types.js';
import { clickId } from './uuid.js';

/** The part for sending, which all clients of a page share. */
export const part = new OnDemand(() => import('./sending.js'));

/** The collaborators and settings of the presses. */
export interface PressesParts {
  readonly env: Environment;
  readonly httpUrl: string;
  readonly timeoutMs: number;
  readonly token: TokenRequest | undefined;
  readonly coalesceMs: number;
  readonly maxQueued: number;
  readonly retryWindowMs: number;
  /** Returns the subscribed counters with their current totals. */
  readonly totals: () => Iterable<readonly [counter: string, { readonly total?: Total }]>;
  /** Receives each change of a shown number, apart from the changes by a total. */
  readonly onShown: (counter: string) => void;
  /** Receives a counter and its unsettled clicks whenever they change. */
  readonly onPending: PendingListener;
  /** Runs if an accepted click has appeared in no total for some seconds. */
  readonly onOverdue: () => void;
  readonly onLoss: (loss: Loss) => void;
  readonly onOutcome: (outcome: ClickOutcome) => void;
  readonly onDelivery: (delivery: Delivery) => void;
}

/** Presses of one counter that wait for the part. */
interface Waiting {
  readonly counter: string;
  delta: number;
  readonly resolvers: Array<(outcome: Outcome | Promise<never>) => void>;
}

/**
 * The presses of this client, and the numbers to show. The part that sends presses is loaded when it is first needed:
 * for a press, a read, or a click that an earlier page left in the storage.
 *
 * Presses wait in order while the part loads. No total can include them, so the number to show is the sum of both. If
 * the part cannot be loaded, the presses are rejected, and the next press loads it again. Without a network they wait
 * for it. If the page goes away first, the presses go to the storage.
 */
export class Presses {
  readonly #parts: PressesParts;
  #sending: Sending | undefined;
  #waiting: Waiting[] = [];
  #closed = false;

  constructor(parts: PressesParts) {
    this.#parts = parts;
  }

  /** Returns the state of sending clicks, by the last attempt. */
  get delivery(): Delivery {
    return this.#sending?.outbox.delivery ?? { state: 'ok', retryAt: null };
  }

  /** Loads the part ahead of the first press. A failure has no effect. */
  prepare(): void {
    this.load().catch(() => {});
  }

  /** Loads the part if an earlier page left clicks in the storage. */
  restore(): void {
    const { env, httpUrl } = this.#parts;
    if (part.loaded !== undefined) {
      this.#start(part.loaded);
      return;
    }
    // The part reports a storage that fails.
    if (storedKeys(env.storage, keyPrefix(httpUrl)).length > 0) {
      this.prepare();
    }
  }

  /** Presses a counter. Rejects with `not-loaded` or `queue-full`. */
  press(counter: string, delta: number): Promise<Outcome> {
    if (part.loaded !== undefined) {
      return this.#start(part.loaded).press(counter, delta);
    }
    let click = this.#waiting.find((other) => other.counter === counter && Math.abs(other.delta + delta) <= MAX_DELTA);
    if (click === undefined) {
      click = { counter, delta: 0, resolvers: [] };
      this.#waiting.push(click);
      this.#loadForPresses();
    }
    click.delta += delta;
    const { resolvers } = click;
    const outcome = new Promise<Outcome>((resolve) => resolvers.push(resolve));
    if (click.delta === 0) {
      this.#take([click]);
      settler(click)({ outcome: 'no-click', counter, delta: 0 });
    } else {
      this.#changed(counter);
    }
    return outcome;
  }

  /** Begins or ends the time in which totals of a counter arrive. */
  watch(counter: string, watched: boolean): void {
    this.#sending?.counters.watch(counter, watched);
  }

  receive(counter: string, total: Total): void {
    this.#sending?.counters.receive(counter, total);
  }

  /** Returns the number to show of a subscribed counter with its current total. */
  shown(counter: string, total: Total | undefined): number | undefined {
    return this.#sending === undefined
      ? total && total.count + this.pending(counter).sum
      : this.#sending.counters.shown(counter);
  }

  /** Returns the unsettled clicks of a counter. */
  pending(counter: string): PendingClicks {
    if (this.#sending !== undefined) {
      return this.#sending.counters.pending(counter);
    }
    const waiting = this.#waiting.filter((click) => click.counter === counter);
    return { clicks: waiting.length, sum: waiting.reduce((sum, { delta }) => sum + delta, 0) };
  }

  /** Returns the unsettled clicks of all counters. Counters without any are absent. */
  allPending(): ReadonlyMap<string, PendingClicks> {
    return (
      this.#sending?.counters.allPending() ??
      new Map(this.#waiting.map(({ counter }) => [counter, this.pending(counter)]))
    );
  }

  /** Skips the backoffs because the server is reachable again. */
  resume(): void {
    if (this.#sending !== undefined) {
      this.#sending.outbox.resume();
    } else if (this.#waiting.length > 0) {
      this.#loadForPresses();
    } else {
      this.restore();
    }
  }

  /** Sends or stores the presses now, because the page may never resume. */
  flush(): void {
    if (this.#sending === undefined) {
      this.#store();
    } else {
      this.#sending.flush();
    }
  }

  storageChanged(event: StorageEvent): void {
    this.#sending?.storageChanged(event);
  }

  close(): void {
    this.#closed = true;
    this.#store();
    this.#sending?.close();
  }

  #loadForPresses(): void {
    this.load().catch((cause) => {
      if (this.#closed || this.#parts.env.isOnline()) {
        this.#reject(cause as TallyError);
      }
    });
  }

  /** Loads the part. Rejects with `not-loaded` or `closed`. */
  async load(): Promise<Sending> {
    const module = await part.load();
    if (this.#closed) {
      throw new TallyError('closed', 'the client was closed before the call');
    }
    return this.#start(module);
  }

  #start({ Sending }: NonNullable<typeof part.loaded>): Sending {
    if (this.#sending === undefined) {
      const sending = new Sending(this.#parts);
      this.#sending = sending;
      sending.outbox.restore();
      for (const [counter, { total }] of this.#parts.totals()) {
        sending.counters.watch(counter, true);
        if (total !== undefined) {
          sending.counters.receive(counter, total);
        }
      }
      this.#waiting.splice(0).forEach((click) => sending.sendWaiting(click.counter, click.delta, settler(click)));
    }
    return this.#sending;
  }

  /** Stores the waiting presses for the next page. Without a storage they stay, until a close gives them up. */
  #store(): void {
    const { env, httpUrl, onOutcome } = this.#parts;
    for (const waiting of [...this.#waiting]) {
      const { counter, delta } = waiting;
      const click = { clickId: clickId(env), counter, delta };
      let outcome: ClickOutcome | undefined = this.#closed
        ? { ...click, outcome: 'given-up', reason: 'closed', mayHaveBeenCounted: false, lastFailure: null }
        : undefined;
      try {
        if (env.storage !== undefined) {
          env.storage.setItem(keyPrefix(httpUrl) + click.clickId, storedValue(click, false));
          outcome = { ...click, outcome: 'kept' };
        }
      } catch {
        // The click stays in memory only.
      }
      if (outcome !== undefined) {
        const settled = outcome;
        this.#take([waiting]);
        settler(waiting)(settled);
        notify(env, () => onOutcome(settled));
      }
    }
  }

  #reject(cause: TallyError): void {
    for (const click of this.#take(this.#waiting)) {
      const presses = Math.abs(click.delta);
      click.resolvers.forEach((resolve) => resolve(Promise.reject(cause)));
      this.#parts.onLoss({ kind: 'not-loaded', presses, mayHaveBeenCounted: false, detail: undefined });
    }
  }

  /** Removes presses that no longer wait. */
  #take(clicks: readonly Waiting[]): readonly Waiting[] {
    this.#waiting = this.#waiting.filter((click) => !clicks.includes(click));
    clicks.forEach(({ counter }) => this.#changed(counter));
    return clicks;
  }

  #changed(counter: string): void {
    const { env, onPending, onShown } = this.#parts;
    notify(env, () => onPending(counter, this.pending(counter)));
    onShown(counter);
  }
}

/** Returns a function that resolves all presses of a click. */
function settler({ resolvers }: Waiting): (outcome: Outcome) => void {
  return (outcome) => resolvers.forEach((resolve) => resolve(outcome));
}
