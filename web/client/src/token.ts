import { TallyError } from './errors.js';

/** Gives a token that is good now. */
export type TokenSource = () => string | Promise<string>;

/** Asks for a token, until the signal. Rejects with `no-token`, or with the signal's reason. */
export function requestToken(source: TokenSource, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) => reject(new TallyError('no-token', `no token: ${String(cause)}`, { cause }));
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    try {
      Promise.resolve(source()).then(resolve, failed);
    } catch (cause) {
      failed(cause);
    }
  });
}
