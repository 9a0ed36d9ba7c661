/**
 * One signed change of a counter, as it is sent.
 */
export interface Click {
  /** UUIDv7, made once: every attempt to send the click carries it as its `Idempotency-Key`. */
  readonly clickId: string;
  /** The counter that it changes. */
  readonly counter: string;
  /** The signed change: a whole number from -1000 to 1000, never 0. */
  readonly delta: number;
}

/** The queue has the click, and it will be counted once. A promise, not yet a new total. */
export interface Accepted extends Click {
  readonly outcome: 'accepted';
  /** When the server accepted it, in ISO 8601. */
  readonly acceptedAt: string;
}

/** The server refused the click (a 4xx other than 429). It is not sent again. */
export interface Refused extends Click {
  readonly outcome: 'refused';
  /** Why; programs go by `problem.type`. */
  readonly problem: Problem;
  /** True where the answer to an earlier attempt was lost, so that the click may be in the queue all the same. */
  readonly mayHaveBeenCounted: boolean;
}

/** The client stopped trying. It never sends the same presses under another id: that could count them twice. */
export interface GivenUp extends Click {
  readonly outcome: 'given-up';
  /**
   * `retry-window-closed`: no answer before the id grew too old to be sent again.
   * `closed`: the client was closed, and there was no storage to keep the click in.
   */
  readonly reason: 'retry-window-closed' | 'closed';
  /** True if it was sent at least once without a clear answer; false if it surely was not counted. */
  readonly mayHaveBeenCounted: boolean;
  /** What came of the last attempt, for people; null if there was none since the page was loaded. */
  readonly lastFailure: string | null;
}

/** The client was closed with the click in its storage: the next client with that storage sends it, under its id. */
export interface Kept extends Click {
  readonly outcome: 'kept';
}

/** The presses cancelled each other out, so nothing was sent. */
export interface NoClick {
  readonly outcome: 'no-click';
  readonly counter: string;
  readonly delta: 0;
}

/** What became of a click. */
export type ClickOutcome = Accepted | Refused | GivenUp | Kept;

/** What became of a press: that of the click which it went into, or that no click was needed. */
export type Outcome = ClickOutcome | NoClick;

/** A refusal as the server words it (RFC 9457). */
export interface Problem {
  /** `urn:tally:problem:` and a word; `about:blank` where the answer was no problem document. */
  readonly type: string;
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** What is wrong and what would be right, for people. */
  readonly detail?: string;
  /** The part of the request that is wrong, if it is one in particular. */
  readonly field?: string;
}

/** Sums of the last 1, 5 and 10 minutes, with the minute under way. */
export interface Windows {
  readonly '1m': number;
  readonly '5m': number;
  readonly '10m': number;
}

/**
 * The published sum of a counter, as a connection receives it.
 *
 * Counts are `number`, because that is what `JSON.parse` makes of them: exact up to 2^53 - 1 either way, rounded to the
 * nearest multiple of a power of two beyond. A `bigint` would not bring the lost digits back.
 */
export interface Total {
  readonly counter: string;
  readonly count: number;
  /** Only grows: of two totals, the one with the higher version is newer. */
  readonly version: number;
  /** ISO 8601; null if the counter was never clicked. */
  readonly updatedAt: string | null;
  /** ISO 8601: every click that was counted before then is in the count. Absent where the server does not tell. */
  readonly asOf?: string;
  /** Sum of deltas by epoch minute (`epochMillis / 60000`, rounded down, as text). See {@link windows}. */
  readonly minutes: Readonly<Record<string, number>>;
  /** Connections that are subscribed to the counter at present, this one included. */
  readonly viewers: number;
}

/** A counter as read over HTTP. */
export interface CounterReading {
  readonly counter: string;
  /** Exact up to 2^53 - 1 either way, see {@link Total}. */
  readonly count: number;
  readonly version: number;
  /** ISO 8601; null if the counter was never clicked. */
  readonly updatedAt: string | null;
  /** See {@link Total.asOf}. */
  readonly asOf?: string;
  readonly windows: Windows;
  /** Absent where the server does not tell. */
  readonly viewers?: number;
}

/** How long a window of a history is. */
export type Resolution = '1m' | '5m' | '10m';

/** What to read of a counter's past. */
export interface HistoryQuery {
  readonly resolution: Resolution;
  /** From when on: a Date, epoch milliseconds, or ISO 8601. */
  readonly from?: Date | number | string;
  /** Until when: a Date, epoch milliseconds, or ISO 8601. */
  readonly to?: Date | number | string;
}

/** Tumbling windows of a counter, oldest first. */
export interface History {
  readonly counter: string;
  readonly resolution: Resolution;
  readonly windows: ReadonlyArray<{
    /** When the window begins, in ISO 8601. */
    readonly start: string;
    /** Sum of deltas in it. */
    readonly sum: number;
  }>;
}

/** What was pressed and is not settled yet. A screen shows `total.count + pending.sum`. */
export interface PendingClicks {
  /** Clicks that wait, are gathered or are on their way. */
  readonly clicks: number;
  /** The sum of their deltas. */
  readonly sum: number;
}

/** A title and a text with a counter of the same id: the thing that people press. */
export interface Post {
  /** A UUIDv7, and the id of its counter. */
  readonly id: string;
  readonly title: string;
  readonly content: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** What its counter stood at when it was read. */
  readonly count: number;
  /** The version of that count. */
  readonly version: number;
}

/** A post to be made. */
export interface Draft {
  /** 2 to 100 characters. */
  readonly title: string;
  /** 10 to 1000 characters. */
  readonly content: string;
}

/** A page of posts, newest first. */
export interface PostPage {
  readonly posts: readonly Post[];
  /** The cursor of the page after this one, null on the last. */
  readonly next: string | null;
}

/** Which page of posts to read. */
export interface PostQuery {
  /** The `next` of the page before; the first page if not told. */
  readonly cursor?: string | undefined;
  /** How many posts, 1 to 100; 20 if not told. */
  readonly limit?: number | undefined;
}

/**
 * How sending clicks went last.
 *
 * - `ok`: the server answered, or there is nothing to send
 * - `rate-limited`: the server asks for patience
 * - `server-error`: the server answered that it cannot take clicks at present
 * - `no-answer`: no answer came
 */
export interface Delivery {
  readonly state: 'ok' | 'rate-limited' | 'server-error' | 'no-answer';
  /** When clicks are sent again at the earliest, in epoch milliseconds; null while `ok`. */
  readonly retryAt: number | null;
}

/**
 * How the WebSocket stands.
 *
 * - `connecting`: being opened
 * - `open`: totals arrive
 * - `waiting`: lost; tried again after a backoff
 * - `offline`: lost, and the device says that it has no network; tried again once it has
 * - `closed`: not needed, since nothing is subscribed, or the client is closed
 */
export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'offline' | 'closed';

/** Ends what it was returned for. Calling it again does nothing. */
export type Unsubscribe = () => void;
