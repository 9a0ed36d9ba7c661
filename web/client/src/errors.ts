import type { Problem } from './types.js';

/**
 * The code of an error.
 *
 * A call throws or rejects with:
 * - `invalid-counter`, `invalid-delta`, `invalid-vote`, `invalid-voter`: the argument is invalid; nothing was sent
 * - `wrong-kind`: a press of a counter of votes, or a vote on a counter of clicks; nothing was sent
 * - `queue-full`: too many clicks are waiting; the press was not accepted
 * - `too-many-counters`: a connection carries at most 50 counters; a `Counter` waits for room instead
 * - `no-websocket`: `wsUrl` is missing, or the platform has no WebSocket
 * - `closed`: the client is closed
 * - `no-token`: the option `token` failed, see `cause`; nothing was sent
 * - `http`: the server answered with an error status, see `problem`
 * - `network`: no answer arrived, or not in time
 * - `not-loaded`: the part of the client for presses and reads did not load; the next call loads it again
 * - `bad-answer`: the answer does not come from Tally
 *
 * Only `onError` receives:
 * - `server-error`: an error frame, see `serverCode`
 * - `malformed-frame`: an unknown or invalid frame, which was ignored
 * - `connection-failed`: the WebSocket could not be created
 * - `no-token`: as above, for the WebSocket; the client retries
 * - `storage-failed`: the storage failed; clicks may exist in memory only
 * - `listener-failed`: a listener threw, see `cause`
 */
export type ErrorCode =
  | 'invalid-counter'
  | 'invalid-delta'
  | 'invalid-vote'
  | 'invalid-voter'
  | 'wrong-kind'
  | 'queue-full'
  | 'too-many-counters'
  | 'no-websocket'
  | 'closed'
  | 'no-token'
  | 'http'
  | 'network'
  | 'not-loaded'
  | 'bad-answer'
  | 'server-error'
  | 'malformed-frame'
  | 'connection-failed'
  | 'storage-failed'
  | 'listener-failed';

/** The only error class of this client. Programs should check `code`, not `message`. */
export class TallyError extends Error {
  override readonly name = 'TallyError';
  declare readonly code: ErrorCode;
  /** With `http`: the server's reason. */
  declare readonly problem: Problem | undefined;
  /** With `server-error`: the server's error code. */
  declare readonly serverCode: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { cause?: unknown; problem?: Problem; serverCode?: string } = {},
  ) {
    super(message, more);
    Object.assign(this, more, { code });
  }
}
