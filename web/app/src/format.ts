import type { Total } from '@tally/client';
import type { CSSProperties } from 'preact/compat';
import { locale, words } from './words/words.js';

type Make<T> = (locale: string) => T;

/** Returns a function that makes its value once for each locale. */
function inLocale<T>(make: Make<T>): () => T {
  let made: { readonly locale: string; readonly value: T } | undefined;
  return () => (made?.locale === locale ? made : (made = { locale, value: make(locale) })).value;
}

const numbers = (options: Intl.NumberFormatOptions) =>
  inLocale((tag) => new Intl.NumberFormat(tag, { numberingSystem: 'latn', ...options }));
const number = numbers({});
const signed = numbers({ signDisplay: 'exceptZero' });
const rate = numbers({ maximumFractionDigits: 1 });
const compact = numbers({ notation: 'compact', maximumFractionDigits: 1 });
const ago = inLocale((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }));
const clock = inLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' }));

const STEPS: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

export const formatNumber = (value: number): string => number().format(value);
/** Returns the number of viewers, as "at least 20,000" in poll mode. */
export const formatViewers = ({ viewers, viewersAtLeast }: Pick<Total, 'viewers' | 'viewersAtLeast'>): string =>
  viewersAtLeast ? words.atLeast(formatNumber(viewers)) : formatNumber(viewers);
/** Returns the length of a number as text, as a style that reserves room for it. */
export const glyphsOf = (value: number | undefined): CSSProperties =>
  ({ '--glyphs': value === undefined ? 1 : formatNumber(value).length }) as CSSProperties;
/** Returns a number as "950", "1.2K" or "3M". */
export const formatCompact = (value: number): string => compact().format(value);
export const formatSigned = (value: number): string => signed().format(value);
export const formatRate = (value: number): string => rate().format(value);
/** Returns the time of day as "9:10 AM" or "09:10". */
export const formatClock = (epochMs: number): string => clock().format(epochMs);

/** Returns a time as "3 min. ago", "yesterday" or "just now". */
export function formatAgo(then: number, now: number): string {
  const past = Math.max(0, now - then);
  const step = STEPS.find(([, length]) => past >= length);
  return step === undefined ? words.justNow : ago().format(-Math.floor(past / step[1]), step[0]);
}

export function formatMilliseconds(value: number): string {
  return value < 10_000 ? words.milliseconds(formatNumber(Math.round(value))) : words.seconds(formatRate(value / 1000));
}

/** Returns a number as "1 press" or "5 presses". */
export function presses(count: number): string {
  return words.presses(count, formatNumber(count));
}
