import type { CSSProperties } from 'react';

const number = new Intl.NumberFormat(undefined, { numberingSystem: 'latn' });
const signed = new Intl.NumberFormat(undefined, { numberingSystem: 'latn', signDisplay: 'exceptZero' });
const rate = new Intl.NumberFormat(undefined, { numberingSystem: 'latn', maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

const STEPS: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

export const formatNumber = (value: number): string => number.format(value);
/** Returns the length of a number as text, as a style that reserves room for it. */
export const glyphsOf = (value: number | undefined): CSSProperties =>
  ({ '--glyphs': value === undefined ? 1 : formatNumber(value).length }) as CSSProperties;
/** Returns a number as "950", "1.2K" or "3M". */
export const formatCompact = (value: number): string => compact.format(value);
export const formatSigned = (value: number): string => signed.format(value);
export const formatRate = (value: number): string => rate.format(value);

/** Returns a time as "3 min. ago", "yesterday" or "just now". */
export function formatAgo(then: number, now: number): string {
  const past = Math.max(0, now - then);
  const step = STEPS.find(([, length]) => past >= length);
  return step === undefined ? 'just now' : ago.format(-Math.floor(past / step[1]), step[0]);
}

export function formatMilliseconds(value: number): string {
  return value < 10_000 ? `${Math.round(value)} ms` : `${formatRate(value / 1000)} s`;
}

/** Returns a number as "1 press" or "5 presses". */
export function presses(count: number): string {
  return `${formatNumber(count)} ${count === 1 ? 'press' : 'presses'}`;
}
