import { TallyError } from './errors.js';

/** Timers, as the platform's `setTimeout` and `clearTimeout`. */
export interface Timers {
  /** Calls back once after `delayMs` milliseconds; returns what {@link Timers.clear} takes. */
  set(callback: () => void, delayMs: number): unknown;
  /** Takes undefined, too, and handles of timers that have rung. */
  clear(handle: unknown): void;
}

/** As much of a WebSocket as is used here: the browser's and that of the `ws` package both fit. */
export interface WebSocketLike {
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

/** Makes a WebSocket that connects to a URL. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** As much of the Web Storage API as is used here. */
export interface ClickStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Where `online`, `offline`, `pagehide` and `storage` events come from: a window. */
export type PageEvents = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** Everything outside of this client that it uses. */
export interface Environment {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly timers: Timers;
  /** A number from 0 to below 1, for jitter. */
  readonly random: () => number;
  /** Fills an array with unguessable bytes, for ids. */
  readonly getRandomValues: (bytes: Uint8Array) => Uint8Array;
  readonly fetch: typeof fetch;
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly storage: ClickStorage | undefined;
  readonly events: PageEvents | undefined;
  /** False if there is surely no network. After a false, an `online` event is awaited. */
  readonly isOnline: () => boolean;
  /** Takes what goes wrong without a caller to tell it to. */
  readonly report: (error: TallyError) => void;
}

/** Replaces parts of the platform. */
export type EnvironmentOptions = {
  readonly [Part in Exclude<keyof Environment, 'report' | 'storage'>]?: NonNullable<Environment[Part]> | undefined;
} & {
  /** Keeps clicks over a reload: `localStorage` where there is one, null for none. */
  readonly storage?: ClickStorage | null | undefined;
};

/** The platform, with what is given instead. What is not given is looked up late, so that it can be replaced. */
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
        // There is nobody left to tell.
      }
    },
  };
}

/** Calls a listener; what it throws is reported and goes no further. */
export function notify(env: Pick<Environment, 'report'>, listener: () => void): void {
  try {
    listener();
  } catch (cause) {
    env.report(new TallyError('listener-failed', `a listener threw: ${String(cause)}`, { cause }));
  }
}

function platformStorage(): ClickStorage | undefined {
  try {
    // Node warns on the mere look at its experimental one; a browser throws if the user forbids storage.
    return 'document' in globalThis ? globalThis.localStorage : undefined;
  } catch {
    return undefined;
  }
}
