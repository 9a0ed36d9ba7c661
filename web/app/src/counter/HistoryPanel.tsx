import type { Resolution } from '@tally/client';
import { lazy, useState } from 'react';
import { LazyPart } from '../ui/LazyPart.js';
import { useHistory } from './use-history.js';

const Chart = lazy(() => import('./Chart.js'));

const RESOLUTIONS: ReadonlyArray<readonly [Resolution, string]> = [
  ['1m', '1 min'],
  ['5m', '5 min'],
  ['10m', '10 min'],
];

/** The last sixty windows, with a choice of their length. */
export function HistoryPanel({ id }: { readonly id: string }) {
  const [resolution, setResolution] = useState<Resolution>('1m');
  const { history, failed } = useHistory(id, resolution);
  return (
    <section className="panel history" aria-labelledby="history-title">
      <div className="panel-head">
        <h2 id="history-title">History</h2>
        <div className="choice" role="group" aria-label="Length of a bar">
          {RESOLUTIONS.map(([value, words]) => (
            <button
              key={value}
              type="button"
              aria-pressed={value === resolution}
              data-testid={`resolution-${value}`}
              onClick={() => setResolution(value)}
            >
              {words}
            </button>
          ))}
        </div>
      </div>
      <div className="chart-place">
        {history !== undefined && (
          <LazyPart heading="h3">
            <Chart history={history} />
          </LazyPart>
        )}
      </div>
      <p className="panel-note" role="status">
        {failed
          ? 'The history cannot be read at the moment. We try again every five seconds.'
          : 'Each bar is the sum of one window.'}
      </p>
    </section>
  );
}
