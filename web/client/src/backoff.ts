/** The longest first delay, in milliseconds. */
export const BACKOFF_BASE_MS = 250;

/** The longest delay at all, in milliseconds. */
export const BACKOFF_CAP_MS = 30_000;

/**
 * The delay before the next attempt, in milliseconds: exponential with full jitter, that is anywhere from 0 to a bound
 * which doubles with each failure. Clients that failed together come back spread out.
 *
 * @param failures how many attempts have failed in a row before the present failure
 */
export function backoff(failures: number, random: () => number): number {
  return Math.ceil(random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures));
}
