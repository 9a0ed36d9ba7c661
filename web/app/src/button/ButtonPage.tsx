import { windows } from '@tally/client';
import { useCallback, useEffect, useState } from 'react';
import { formatMilliseconds, formatNumber, formatSigned } from '../format.js';
import { useCounter, useLatency, useNow, useTally } from '../hooks.js';
import { Announcer } from '../ui/Announcer.js';
import { Disc } from './Disc.js';
import { TallyMarks } from './TallyMarks.js';
import './button.css';

const GLOBAL = 'global';

function Facts({ minutes, viewers }: { minutes: Record<string, number> | undefined; viewers: number | undefined }) {
  const now = useNow(1_000);
  const latency = useLatency();
  return (
    <dl className="facts">
      <div>
        <dt>watching now</dt>
        <dd data-testid="viewers">{viewers === undefined ? '\u2013' : formatNumber(viewers)}</dd>
      </div>
      <div>
        <dt>this minute</dt>
        <dd>{minutes === undefined ? '\u2013' : formatSigned(windows({ minutes }, now)['1m'])}</dd>
      </div>
      <div>
        <dt>press to screen</dt>
        <dd data-testid="latency">{latency === undefined ? '\u2013' : formatMilliseconds(latency.last)}</dd>
      </div>
    </dl>
  );
}

/** Returns the number of totals that presses on other pages have changed. */
function useOthersTotals(version: number | undefined, shown: number | undefined): number {
  const [seen, setSeen] = useState({ version, shown, turn: 0 });
  useEffect(() => {
    setSeen((before) => ({
      version,
      shown,
      turn:
        before.version !== undefined && version !== before.version && shown !== before.shown
          ? before.turn + 1
          : before.turn,
    }));
  }, [version, shown]);
  return seen.turn;
}

export function ButtonPage() {
  const tally = useTally();
  const { shown, total } = useCounter(GLOBAL);
  const [own, setOwn] = useState(0);
  const othersTurn = useOthersTotals(total?.version, shown);
  const press = useCallback(() => {
    setOwn((count) => count + 1);
    tally.press(GLOBAL, 1);
  }, [tally]);
  return (
    <div className="button-page">
      <h1>
        One button. <span>Everyone counts.</span>
      </h1>
      <p className="lead">
        Press it. Every open screen shows your press a moment later, and it is counted exactly once.
      </p>
      <Disc value={shown} othersTurn={othersTurn} onPress={press} />
      <TallyMarks count={own} />
      <Facts minutes={total?.minutes} viewers={total?.viewers} />
      <Announcer pressed={own} shown={shown} />
    </div>
  );
}
