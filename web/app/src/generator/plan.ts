import { words } from '../words/words.js';

/** The maximum number of clicks per minute on one counter. */
export const MAX_PER_MINUTE = 6_000;

/** Returns the typed number of clicks per minute, or an error for the user. */
export function parseRate(text: string): { readonly rate: number } | { readonly error: string } {
  const rate = Number(text);
  return /^\d+$/.test(text.trim()) && rate >= 1 && rate <= MAX_PER_MINUTE
    ? { rate }
    : { error: words.rateWrong(String(MAX_PER_MINUTE)) };
}

/** Returns the number of clicks due now. They are evenly spread, and catch up after a pause. */
export function clicksDue(perMinute: number, runningMs: number, asked: number): number {
  return Math.max(0, Math.floor((runningMs * perMinute) / 60_000) - asked);
}
