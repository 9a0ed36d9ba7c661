import type { Total, Windows } from './types.js';

/**
 * The sums of a total's last 1, 5 and 10 minutes: the minute under way, what is ahead of this clock, and as many
 * minutes before it as belong to the window. They change as time passes, also while nobody presses.
 *
 * @param now epoch milliseconds
 */
export function windows(total: Pick<Total, 'minutes'>, now: number): Windows {
  const underWay = Math.floor(now / 60_000);
  const minutes = Object.entries(total.minutes);
  const sum = (length: number): number =>
    minutes.reduce((all, [minute, clicks]) => (Number(minute) >= underWay - length + 1 ? all + clicks : all), 0);
  return { '1m': sum(1), '5m': sum(5), '10m': sum(10) };
}
