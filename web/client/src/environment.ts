import { TallyError } from './errors.js';

/** Timers, such as the platform's `setTimeout` and `clearTimeout`. */
export interface Timers {
  /** Calls back once after `delayMs` milliseconds. Returns a handle for {@link Timers.clear}. */
  set(callback: () => void, delayMs: number): unknown;
  /** Cancels a timer. Ignores undefined and the handles of expired timers. */
  clear(handle: unknown): void;
}

/** The used part of a WebSocket. The browser's class and the class of the `ws` package both fit. */
export interface WebSocketLike {
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

/** A class that connects a WebSocket to a URL. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** The used part of the Web Storage API. */
export interface ClickStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * The source of the `online`, `offline`, `pagehide`, `pageshow`, `visibilitychange`, `focus`, `resume` and `storage`
 * events: a window.
 */
export type PageEvents = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** The parts of the platform that the client uses. */
export interface Environment {
  /** Returns the time in epoch milliseconds. */
  readonly now: () => number;
  readonly timers: Timers;
  /** Returns a number from 0 to below 1, for jitter. */
  readonly random: () => number;
  /** Fills an array with cryptographically random bytes, for ids. */
  readonly getRandomValues: (bytes: Uint8Array) => Uint8Array;
  readonly fetch: typeof fetch;
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly storage: ClickStorage | undefined;
  readonly events: PageEvents | undefined;
  /** Returns false if there is certainly no network. The client then waits for an `online` event. */
  readonly isOnline: () => boolean;
  /** Receives the errors that occur outside of a call. */
  readonly report: (error: TallyError) => void;
}

/** Replacements for parts of the platform. */
export type EnvironmentOptions = {
  readonly [Part in Exclude<keyof Environment, 'report' | 'storage'>]?: NonNullable<Environment[Part]> | undefined;
} & {
  /** The storage of clicks across a reload. Default: `localStorage` if there is one; null for none. */
  readonly storage?: ClickStorage | null | undefined;
};

/**
 * Returns the platform with the given replacements.
 *
 * The platform's functions are looked up on each call, so that a page can replace them later.
 */
export function environment(given: EnvironmentOptions, onError: (error: TallyError) => void): Environment {
  return {
    now: given.now ?? (() => Date.now()),
    timers: given.timers ?? {
      set: (callback, delayMs) => setTimeout(callback, delayMs),
      clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    },
    random: given.random ?? (() => Math.random()),
    getRandomValues: given.getRandomValues ?? ((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)),
    fetch: given.fetch ?? ((input, init) => fetch(input, init)),
    WebSocket: given.WebSocket ?? globalThis.WebSocket,
    storage: given.storage === undefined ? platformStorage() : (given.storage ?? undefined),
    events: given.events ?? ('addEventListener' in globalThis ? globalThis : undefined),
    isOnline: given.isOnline ?? (() => globalThis.navigator?.onLine !== false),
    report: (error) => {
      try {
        onError(error);
      } catch {
        // An error of the error listener itself has no receiver.
      }
    },
  };
}

/** Calls a listener. Reports the error that it throws, and does not rethrow it. */
export function notify(env: Pick<Environment, 'report'>, listener: () => void): void {
  try {
    listener();
  } catch (cause) {
    env.report(new TallyError('listener-failed', `a listener threw: ${String(cause)}`, { cause }));
  }
}

function platformStorage(): ClickStorage | undefined {
  try {
    // Node warns on any access to its experimental storage. A browser throws if the user forbids storage.
    return 'document' in globalThis ? globalThis.localStorage : undefined;
  } catch {
    return undefined;
  }
}
