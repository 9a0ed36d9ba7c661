import type { Resolution } from '@tally/client';
import { useState } from 'preact/compat';
import { formatNumber } from '../format.js';
import { useTally } from '../hooks.js';
import { LazyPart, Part } from '../ui/LazyPart.js';
import { words } from '../words/words.js';
import type { ChartProps } from './Chart.js';
import { useHistory } from './use-history.js';

const chart = new Part<ChartProps>(() => import('./Chart.js'));

const RESOLUTIONS: readonly Resolution[] = ['1m', '5m', '10m'];

/** The number of hours that sixty windows cover. */
const hoursOf = (resolution: Resolution): string => formatNumber(parseInt(resolution));

/** The last sixty windows, with a choice of their length. */
export function HistoryPanel({ id }: { readonly id: string }) {
  const [resolution, setResolution] = useState<Resolution>('1m');
  const takesVotes = useTally().counter(id).kind !== 'clicks';
  const { history, failed } = useHistory(id, resolution);
  const isEmpty = history !== undefined && history.windows.every(({ sum }) => sum === 0);
  return (
    <section className="panel history" aria-labelledby="history-title">
      <div className="panel-head">
        <h2 id="history-title">{words.history}</h2>
        <div className="choice" role="group" aria-label={words.barLength}>
          {RESOLUTIONS.map((value) => (
            <button
              key={value}
              type="button"
              aria-pressed={value === resolution}
              data-testid={`resolution-${value}`}
              onClick={() => setResolution(value)}
            >
              {words.barMinutes(formatNumber(parseInt(value)))}
            </button>
          ))}
        </div>
      </div>
      <div className="chart-place">
        {isEmpty ? (
          <p className="chart-empty" data-testid="chart-empty">
            {(takesVotes ? words.historyNoVotes : words.historyEmpty)(hoursOf(resolution))}
          </p>
        ) : (
          history !== undefined && <LazyPart heading="h3" part={chart} props={{ history }} />
        )}
      </div>
      <p className="panel-note" role="status">
        {failed && words.historyFailed}
      </p>
    </section>
  );
}
