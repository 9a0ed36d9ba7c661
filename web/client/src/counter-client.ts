import { checkCounter } from './counter-id.js';
import type { PendingListener } from './counters.js';
import { environment, type ClickStorage, type Environment, type EnvironmentOptions } from './environment.js';
import type { TallyError } from './errors.js';
import { Live, type ConnectionListener } from './live.js';
import { LiveCounter, type CounterPort } from './live-counter.js';
import type { Loss } from './losses.js';
import { Presses } from './presses.js';
import { SituationMonitor, type SituationParts } from './status.js';
import type { TokenRequest, TokenSource } from './token.js';
import type { ClickOutcome, Delivery, Outcome } from './types.js';
import { liveUrl } from './values.js';
import type { Voters } from './voters.js';
import { Voting } from './voting.js';

/** Receives each change of the state of sending. */
export type DeliveryListener = (delivery: Delivery) => void;

/** The options of a client. Times are in milliseconds. */
export interface ClientOptions extends EnvironmentOptions {
  /** The URL of the HTTP API without `/v1`; empty for the page's origin. */
  readonly httpUrl: string;
  /** The URL of the WebSocket API, `ws:` or `wss:`. Default: `/ws` on the host of `httpUrl`. */
  readonly wsUrl?: string | undefined;
  /**
   * Returns the token for writes and for the WebSocket, if the server requires one.
   *
   * The client calls it each time, and it must return a token that is valid at that time. Reads send no token.
   */
  readonly token?: TokenSource | undefined;
  /**
   * The voter's id: 16 to 64 of `A-Z a-z 0-9 _ -`. Default: an id that is made for the first vote and kept.
   *
   * With a `token`, the token names the voter, and the id is not sent. It then only separates the votes of several users
   * of one browser. Without it, votes that wait are lost with the page.
   */
  readonly voter?: string | undefined;
  /**
   * The storage of the voter's id and of votes that wait. Default: `storage`; null to keep both in memory, for example
   * before the user has agreed.
   */
  readonly voterStorage?: ClickStorage | null | undefined;
  /** The minimum time between two clicks of a counter, or two votes. Presses in between become one click. Default: 100. */
  readonly coalesceMs?: number | undefined;
  /** The maximum number of waiting clicks, including clicks that still combine presses. Default: 500. */
  readonly maxQueued?: number | undefined;
  /**
   * The age at which the client discards a click. Default: 230,000.
   *
   * The server rejects clicks older than 240,000 by its own clock. The difference allows for the transfer and for
   * clocks that differ a little.
   */
  readonly retryWindowMs?: number | undefined;
  /** The timeout of an HTTP call. Default: 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Receives the errors that occur outside of a call. Default: `console.warn`. */
  readonly onError?: ((error: TallyError) => void) | undefined;
  /** Receives the outcome of each click, including clicks that an earlier page left in the storage. */
  readonly onOutcome?: ((outcome: ClickOutcome) => void) | undefined;
}

/**
 * A client that only has counters, for pages that need a small script. {@link TallyClient} adds windows, reads, posts
 * and its status. The client lasts as long as the page.
 */
export class CounterClient {
  /** @internal */
  readonly env: Environment;
  /** @internal */
  readonly presses: Presses;
  /** @internal */
  readonly live: Live;
  /** @internal */
  readonly monitor: SituationMonitor;
  /** @internal */
  readonly voting: Voting;
  /**
   * Receives each change of {@link delivery}.
   *
   * @internal
   */
  declare protected readonly deliveryChanged?: DeliveryListener;
  /** @internal */
  declare protected readonly pendingChanged?: PendingListener;
  /** @internal */
  declare protected readonly connectionChanged?: ConnectionListener;
  /** @internal */
  protected readonly views = new Map<string, LiveCounter>();

  constructor(options: Omit<ClientOptions, 'token'>, token?: TokenRequest) {
    const env = environment(options, options.onError ?? ((error) => console.warn(error)));
    this.env = env;
    const changed = (counter: string) => {
      this.views.get(counter)?.refresh();
      this.monitor.update();
    };
    const shared = {
      env,
      httpUrl: options.httpUrl,
      token,
      timeoutMs: options.requestTimeoutMs ?? 10_000,
      coalesceMs: options.coalesceMs ?? 100,
      retryWindowMs: options.retryWindowMs ?? 230_000,
      onLoss: (loss: Loss) => this.monitor.recordLoss(loss),
      onDelivery: () => {
        this.monitor.update();
        this.deliveryChanged?.(this.delivery);
      },
    };
    this.presses = new Presses({
      ...shared,
      maxQueued: options.maxQueued ?? 500,
      totals: () => this.live.totals,
      onShown: (counter) => this.live.shownChanged(counter),
      onPending: (counter, pending) => {
        changed(counter);
        this.pendingChanged?.(counter, pending);
      },
      onOverdue: () => this.live.check(),
      onOutcome: (outcome) => options.onOutcome?.(outcome),
    });
    this.voting = new Voting({
      ...shared,
      storage: options.voterStorage === undefined ? env.storage : (options.voterStorage ?? undefined),
      voter: options.voter,
      onChange: changed,
    });
    const { httpUrl } = options;
    this.live = new Live(env, this.presses, httpUrl, options.wsUrl ?? liveUrl(httpUrl), token, (state) => {
      const { wasOpen } = this.monitor;
      this.monitor.update();
      if (state === 'open') {
        // A server that accepts a connection probably accepts clicks, so no backoff is needed.
        this.presses.resume();
        this.voting.resume();
        if (wasOpen) {
          this.voting.voters?.reread(this.views.values());
        }
      }
      this.connectionChanged?.(state);
    });
    this.monitor = this.createMonitor({
      env,
      connection: () => this.live.state,
      delivery: () => this.delivery,
      onSituation: () => this.views.forEach((counter) => counter.refresh()),
    });
    for (const [type, listener] of this.pageListeners) {
      env.events?.addEventListener(type, listener, isCaptured(type));
    }
    this.presses.restore();
  }

  /** Returns a counter, always the same object for the same id. Throws `invalid-counter`. */
  counter(id: string): LiveCounter {
    checkCounter(id);
    let counter = this.views.get(id);
    if (counter === undefined) {
      counter = this.createCounter(id, this);
      this.views.set(id, counter);
    }
    return counter;
  }

  /**
   * Loads the code for presses ahead of the first press. Without this call, the first press loads it.
   *
   * @example
   * button.addEventListener('pointerenter', () => tally.prepare());
   */
  prepare(): void {
    this.presses.prepare();
  }

  /** Returns the state of sending clicks, by the last attempt. */
  get delivery(): Delivery {
    return this.voting.voters?.delivery ?? this.presses.delivery;
  }

  /** @internal */
  press(counter: string, delta: number): Promise<Outcome> {
    return this.presses.press(counter, delta);
  }

  /** @internal */
  call<T>(use: (voters: Voters) => Promise<T>): Promise<T> {
    return this.voting.call(use);
  }

  /** @internal */
  protected createCounter(id: string, port: CounterPort): LiveCounter {
    return new LiveCounter(id, port);
  }

  /** @internal */
  protected createMonitor(parts: SituationParts): SituationMonitor {
    return new SituationMonitor(parts);
  }

  /** @internal */
  protected readonly pageListeners: ReadonlyArray<readonly [string, (event: Event) => void]> = [
    [
      'online',
      () => {
        this.presses.resume();
        this.voting.resume();
        this.live.online();
        this.monitor.update();
      },
    ],
    [
      'offline',
      () => {
        this.live.offline();
        this.monitor.update();
      },
    ],
    [
      'pagehide',
      // The page may never resume, so combined presses must reach the storage and the network now.
      () => {
        this.presses.flush();
        this.voting.voters?.flush();
      },
    ],
    [
      'storage',
      (event) => {
        this.presses.storageChanged(event as StorageEvent);
        this.voting.voters?.storageChanged((event as StorageEvent).key);
      },
    ],
    // The connection may have died while the page was hidden or the device slept.
    ...['visibilitychange', 'pageshow', 'focus', 'resume'].map(
      (type) =>
        [
          type,
          ({ target }: Event) => {
            if ((target as Document | null)?.visibilityState !== 'hidden') {
              this.live.appeared();
            }
          },
        ] as const,
    ),
  ];
}

/** Returns whether an event reaches the window only while it is captured: `resume` does not bubble from the document. */
export function isCaptured(type: string): boolean {
  return type === 'resume';
}
