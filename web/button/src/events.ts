import type { CounterKind, Total } from '@tally/client';

/** The detail of `tally-press`. */
export interface PressDetail {
  readonly counter: string;
  readonly kind: CounterKind;
  /** The change of the count, for a counter of clicks. */
  readonly delta?: number;
  /** The voter's new value, for a counter of votes. */
  readonly value?: number;
}

/** The detail of `tally-total`. */
export interface TotalDetail {
  readonly counter: string;
  readonly kind: CounterKind;
  /** The voter's own value, for a counter of votes; undefined until it is known. */
  readonly value: number | undefined;
  /** The number that the button shows. It includes the presses of this page that the total does not include yet. */
  readonly count: number;
  /** The number of presses of this page that are not accepted yet. */
  readonly pending: number;
  /** The number of connections that watch the counter. */
  readonly viewers: number;
  readonly total: Total;
}

/** The detail of `tally-error`. */
export interface ErrorDetail {
  readonly counter: string;
  /**
   * - `no-api`: the URLs of the APIs could not be read; the button tries again
   * - `refused`: the server rejected a press
   * - `given-up`: a press could not be sent in time
   * - a code of the client's `TallyError`, such as `invalid-counter` or `queue-full`
   */
  readonly code: string;
  /** The fault and its correction, for developers. */
  readonly message: string;
}

declare global {
  interface HTMLElementEventMap {
    'tally-press': CustomEvent<PressDetail>;
    'tally-total': CustomEvent<TotalDetail>;
    'tally-error': CustomEvent<ErrorDetail>;
  }
}
