import { memo } from 'preact/compat';
import { formatSigned } from '../format.js';
import { words } from '../words/words.js';

const MINUTES = 10;
const WIDTH = 100;
const HEIGHT = 28;

/** Returns the sums of the last ten minutes, oldest first. */
export function lastMinutes(minutes: Readonly<Record<string, number>>, now: number): number[] {
  const underWay = Math.floor(now / 60_000);
  return Array.from({ length: MINUTES }, (_, index) => minutes[underWay - MINUTES + 1 + index] ?? 0);
}

/** A chart with bars up and down from one line, scaled to the available height. */
export const Sparkline = memo(function Sparkline({ sums }: { readonly sums: string }) {
  const values = sums.split(',').map(Number);
  const low = Math.min(0, ...values);
  const top = Math.max(low === 0 ? 1 : 0, ...values);
  const span = top - low;
  const zero = (top / span) * (HEIGHT - 2) + 1;
  const step = WIDTH / MINUTES;
  const total = values.reduce((sum, value) => sum + value, 0);
  const bars = (wanted: (value: number) => boolean) =>
    values
      .map((value, index) => {
        const height = (-value / span) * (HEIGHT - 2);
        return wanted(value) ? `M${index * step + 1.2} ${zero}v${height}h${step - 2.4}v${-height}z` : '';
      })
      .join('');
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words.lastTenMinutes(formatSigned(total))}
    >
      <path d={`M0 ${zero}H${WIDTH}`} className="sparkline-zero" />
      <path d={bars((value) => value > 0)} className="sparkline-up" />
      <path d={bars((value) => value < 0)} className="sparkline-down" />
    </svg>
  );
});
