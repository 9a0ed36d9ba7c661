/** One signed change of a counter. */
export interface Click {
  /** A UUIDv7. Every attempt to send the click carries it as its `Idempotency-Key`. */
  readonly clickId: string;
  /** The counter that the click changes. */
  readonly counter: string;
  /** A whole number from -1000 to 1000, never 0. */
  readonly delta: number;
}

/** The outcome of a click in the queue. It will be counted once, but the total may not include it yet. */
export interface Accepted extends Click {
  readonly outcome: 'accepted';
  /** The time at which the server accepted the click, in ISO 8601. */
  readonly acceptedAt: string;
  /** The epoch of the receipt, see {@link Total.epoch}. */
  readonly epoch: string;
  readonly receipt: Receipt;
  /** Whether the click may have been sent before. No total may reach the receipt of a repeated send. */
  readonly repeated: boolean;
}

/** The place of an accepted click in its shard. A total includes the click once the shard's watermark reaches it. */
export interface Receipt {
  /** `<region>#<index>`. */
  readonly shard: string;
  /** A decimal number of up to 39 digits. */
  readonly sequence: string;
}

/** The highest counted sequence numbers by shard, of the 16 shards written last. */
export type Watermarks = Readonly<Record<string, string>>;

/** The outcome of a click that the server rejected (a 4xx other than 429). The client does not retry it. */
export interface Refused extends Click {
  readonly outcome: 'refused';
  /** The reason. Programs should check `problem.type`. */
  readonly problem: Problem;
  /** True if the answer to an earlier attempt was lost, so the click may be in the queue nevertheless. */
  readonly mayHaveBeenCounted: boolean;
}

/**
 * The outcome of a click that the client no longer retries.
 *
 * The client never sends the same presses with another id, because that could count them twice.
 */
export interface GivenUp extends Click {
  readonly outcome: 'given-up';
  /**
   * - `retry-window-closed`: no clear answer arrived before the id was too old for another attempt
   * - `closed`: the client was closed, and no storage could keep the click
   */
  readonly reason: 'retry-window-closed' | 'closed';
  /** True if the click was sent without a clear answer; false if it was certainly not counted. */
  readonly mayHaveBeenCounted: boolean;
  /** The failure of the last attempt, for people; null without an attempt since the page was loaded. */
  readonly lastFailure: string | null;
}

/** The outcome of a click in the storage of a closed client. The next client with this storage sends it with its id. */
export interface Kept extends Click {
  readonly outcome: 'kept';
}

/** The outcome of presses with the sum 0, for which no click was sent. */
export interface NoClick {
  readonly outcome: 'no-click';
  readonly counter: string;
  readonly delta: 0;
}

/** The outcome of a click. */
export type ClickOutcome = Accepted | Refused | GivenUp | Kept;

/** The outcome of a press: the outcome of its click, or {@link NoClick}. */
export type Outcome = ClickOutcome | NoClick;

type OfVote<T> = T extends Click ? Omit<T, 'delta'> & { readonly value: number } : never;

/**
 * The outcome of a vote: that of the last vote that was sent in its place, with the `value` of that vote.
 *
 * - `kept`: the vote waits in the storage, and the next client or another tab sends it
 * - `no-vote`: the value is the counted one, so nothing was sent
 */
export type VoteOutcome =
  | OfVote<Accepted | Refused | GivenUp>
  | { readonly outcome: 'kept' | 'no-vote'; readonly counter: string; readonly value: number };

/** The server's description of an error (RFC 9457). */
export interface Problem {
  /** `urn:tally:problem:` and a word; `about:blank` if the answer was no problem document. */
  readonly type: string;
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** The fault and its correction, for people. */
  readonly detail?: string;
  /** The invalid part of the request, if there is exactly one. */
  readonly field?: string;
}

/** The sums of the last 1, 5 and 10 minutes, including the current minute. */
export interface Windows {
  readonly '1m': number;
  readonly '5m': number;
  readonly '10m': number;
}

/**
 * The published sum of a counter, as received over the WebSocket, or read in poll mode.
 *
 * Counts are `number`, because `JSON.parse` returns numbers. They are exact from -(2^53 - 1) to 2^53 - 1. Larger ones
 * are rounded to the nearest multiple of a power of two. A `bigint` could not restore the lost digits.
 */
export interface Total {
  readonly counter: string;
  readonly count: number;
  /** The voters with the value 1, only for counters of the kind `updown`. */
  readonly up?: number;
  /** The voters with the value -1, only for counters of the kind `updown`. */
  readonly down?: number;
  /** The voters with at least one clap, only for counters of the kind `clap`. */
  readonly voters?: number;
  /**
   * `<region>.<time>`, the identity of the count's history. A new queue and a restored table have another one, and
   * within a region the later one wins.
   */
  readonly epoch: string;
  /** A number that only grows within the epoch. The total with the higher version is newer. */
  readonly version: number;
  /** ISO 8601; null if the counter was never clicked. */
  readonly updatedAt: string | null;
  /** ISO 8601. The count includes every click counted before this time. Absent if the server sent none. */
  readonly asOf?: string;
  /** The sums of deltas by epoch minute (`epochMillis / 60000`, rounded down, as text). See `windows()`. */
  readonly minutes: Readonly<Record<string, number>>;
  /** The number of connections that are subscribed to the counter, including this one. */
  readonly viewers: number;
  /** The seconds over which the clients of the counter reconnect after a loss; absent if they may at once. */
  readonly reconnectWithinSeconds?: number;
  /** True if there are more viewers, because the counter is in poll mode. */
  readonly viewersAtLeast?: boolean;
  /** The poll mode of a polled total. Its `minutes` contain the sums of its windows. */
  readonly live?: LiveMode;
  /** The clicks that the count includes, see `includes()`. */
  readonly watermarks: Watermarks;
}

/**
 * The way in which the totals of a counter arrive: over the WebSocket, or by reads at an interval. While the server
 * returns from poll mode, a client that polls opens a WebSocket with the `probability` after each read.
 */
export type LiveMode =
  | { readonly mode: 'push'; readonly probability?: number; readonly everyMilliseconds?: number }
  | { readonly mode: 'poll'; readonly everyMilliseconds: number };

/** A counter, as read over HTTP. */
export interface CounterReading {
  readonly counter: string;
  /** Exact from -(2^53 - 1) to 2^53 - 1, see {@link Total}. */
  readonly count: number;
  /** See {@link Total.up}. */
  readonly up?: number;
  /** See {@link Total.down}. */
  readonly down?: number;
  /** See {@link Total.voters}. */
  readonly voters?: number;
  /** See {@link Total.epoch}. */
  readonly epoch: string;
  readonly version: number;
  /** ISO 8601; null if the counter was never clicked. */
  readonly updatedAt: string | null;
  /** See {@link Total.asOf}. */
  readonly asOf?: string;
  readonly windows: Windows;
  /** Absent if the server sent none. */
  readonly viewers?: number;
  /** See {@link Total.viewersAtLeast}. */
  readonly viewersAtLeast?: boolean;
  /** Absent if the server has no poll mode. */
  readonly live?: LiveMode;
  /** The clicks that the count includes, see `includes()`. */
  readonly watermarks: Watermarks;
}

/** The length of a window of a history. */
export type Resolution = '1m' | '5m' | '10m';

/** The part of a counter's history to read. */
export interface HistoryQuery {
  readonly resolution: Resolution;
  /** The start: a Date, epoch milliseconds, or ISO 8601. */
  readonly from?: Date | number | string;
  /** The end: a Date, epoch milliseconds, or ISO 8601. */
  readonly to?: Date | number | string;
}

/** The history of a counter: tumbling windows, oldest first. */
export interface History {
  readonly counter: string;
  readonly resolution: Resolution;
  readonly windows: ReadonlyArray<{
    /** The start of the window, in ISO 8601. */
    readonly start: string;
    /** The sum of the deltas in the window. */
    readonly sum: number;
  }>;
}

/** The clicks that are not settled. */
export interface PendingClicks {
  /** The number of clicks that wait, still combine presses, or are being sent. */
  readonly clicks: number;
  /** The sum of their deltas. */
  readonly sum: number;
}

/** A title and a text with a counter of votes. */
export interface Post {
  /** A UUIDv7. */
  readonly id: string;
  readonly title: string;
  readonly content: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The id of the post's counter, `updown~` and the id of the post. */
  readonly counter: string;
  /** The voters for the post minus the voters against it, at the time of the read. */
  readonly count: number;
  /** The voters for the post. */
  readonly up: number;
  /** The voters against the post. */
  readonly down: number;
  /** The version of the count. */
  readonly version: number;
}

/** A post to create. */
export interface Draft {
  /** 2 to 100 characters. */
  readonly title: string;
  /** At most 1000 characters, also none. */
  readonly content: string;
}

/** A page of posts, newest first. */
export interface PostPage {
  readonly posts: readonly Post[];
  /** The cursor of the next page, or null on the last page. */
  readonly next: string | null;
}

/** The page of posts to read. */
export interface PostQuery {
  /** The `next` of the previous page. Default: the first page. */
  readonly cursor?: string | undefined;
  /** The maximum number of posts, 1 to 100. Default: 20. */
  readonly limit?: number | undefined;
}

/**
 * The state of sending clicks.
 *
 * - `ok`: the server answered, or there is nothing to send
 * - `rate-limited`: the server requested a pause
 * - `server-error`: the server answered that it cannot accept clicks at present
 * - `no-answer`: no answer arrived
 */
export interface Delivery {
  readonly state: 'ok' | 'rate-limited' | 'server-error' | 'no-answer';
  /** The earliest time of the next attempt, in epoch milliseconds; null while `ok`. */
  readonly retryAt: number | null;
}

/**
 * The state of the WebSocket. While all counters are polled, the state of the polls.
 *
 * - `connecting`: being opened
 * - `open`: totals arrive
 * - `waiting`: lost, or a poll failed; the client tries again after a backoff
 * - `offline`: lost, and the device reports no network; the client reconnects when the network is back
 * - `closed`: not needed because nothing is subscribed, or the client is closed
 */
export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'offline' | 'closed';

/** Removes a listener. A second call does nothing. */
export type Unsubscribe = () => void;
