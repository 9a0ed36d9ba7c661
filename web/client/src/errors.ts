import type { Problem } from './types.js';

/**
 * What went wrong.
 *
 * Thrown by, or rejecting, a call:
 * - `invalid-counter`, `invalid-delta`: the argument breaks its rule; nothing was sent
 * - `queue-full`: too many clicks wait; this press was not taken
 * - `too-many-counters`: a connection carries at most 50
 * - `no-websocket`: no `wsUrl` was given, or the platform has no WebSocket
 * - `closed`: the client is closed
 * - `no-token`: the option `token` gave none, see `cause`; nothing was sent
 * - `http`: a read was refused, see `problem`
 * - `network`: a read got no answer, or not in time
 * - `bad-answer`: a read got an answer that is not Tally's
 *
 * Told to `onError` only:
 * - `server-error`: an error frame, see `serverCode`
 * - `malformed-frame`: a frame that is not understood; it was ignored
 * - `connection-failed`: the WebSocket could not be made at all
 * - `no-token`: as above, for the WebSocket; it is tried again
 * - `storage-failed`: the storage refused; the click lives in memory alone
 * - `listener-failed`: a listener threw, see `cause`
 */
export type ErrorCode =
  | 'invalid-counter'
  | 'invalid-delta'
  | 'queue-full'
  | 'too-many-counters'
  | 'no-websocket'
  | 'closed'
  | 'no-token'
  | 'http'
  | 'network'
  | 'bad-answer'
  | 'server-error'
  | 'malformed-frame'
  | 'connection-failed'
  | 'storage-failed'
  | 'listener-failed';

/** The one error of this client; programs go by `code`. */
export class TallyError extends Error {
  override readonly name = 'TallyError';
  readonly code: ErrorCode;
  /** With `http`: why the server refused. */
  readonly problem: Problem | undefined;
  /** With `server-error`: the server's own code. */
  readonly serverCode: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { cause?: unknown; problem?: Problem; serverCode?: string } = {},
  ) {
    super(message, 'cause' in more ? { cause: more.cause } : undefined);
    this.code = code;
    this.problem = more.problem;
    this.serverCode = more.serverCode;
  }
}
