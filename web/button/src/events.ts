import type { Total } from '@tally/client';

/** The detail of `tally-press`. */
export interface PressDetail {
  readonly counter: string;
  readonly delta: number;
}

/** The detail of `tally-total`. */
export interface TotalDetail {
  readonly counter: string;
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
