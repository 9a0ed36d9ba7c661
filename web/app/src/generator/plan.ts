/** The most clicks a minute on one counter. */
export const MAX_PER_MINUTE = 6_000;

/** Clicks a minute as typed in, or what is wrong with it. */
export function parseRate(text: string): { readonly rate: number } | { readonly error: string } {
  const rate = Number(text);
  return /^\d+$/.test(text.trim()) && rate >= 1 && rate <= MAX_PER_MINUTE
    ? { rate }
    : { error: `A whole number from 1 to ${MAX_PER_MINUTE}` };
}

/** How many clicks are to be made by now that were not made yet: evenly spread, and caught up with after a pause. */
export function clicksDue(perMinute: number, runningMs: number, asked: number): number {
  return Math.max(0, Math.floor((runningMs * perMinute) / 60_000) - asked);
}
