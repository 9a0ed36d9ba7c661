import { TallyError } from './errors.js';

/**
 * Returns a token that is valid now.
 *
 * @example
 * const source: TokenSource = () => session.accessToken();
 */
export type TokenSource = () => string | Promise<string>;

/** Requests a token. Rejects with `no-token`, or with the reason of the signal once it aborts. */
export type TokenRequest = (signal: AbortSignal) => Promise<string>;

/** Returns the requests of a source. */
export function requestsOf(source: TokenSource): TokenRequest {
  return (signal) =>
    new Promise((resolve, reject) => {
      const failed = (cause: unknown) =>
        reject(new TallyError('no-token', `no token, so nothing was sent: ${String(cause)}`, { cause }));
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      try {
        Promise.resolve(source()).then(resolve, failed);
      } catch (cause) {
        failed(cause);
      }
    });
}
