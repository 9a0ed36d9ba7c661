import { windows } from '@tally/client';
import { useCallback, useEffect, useState } from 'react';
import { formatNumber, formatSigned } from '../format.js';
import { useNow, useTally } from '../hooks.js';
import { useKnownCount } from '../known.js';
import { Announcer } from '../ui/Announcer.js';
import { useTitle } from '../ui/use-title.js';
import { words } from '../words/words.js';
import { Disc } from './Disc.js';
import { TallyMarks } from './TallyMarks.js';
import './button.css';

const GLOBAL = 'global';

function Facts({ minutes, viewers }: { minutes: Record<string, number> | undefined; viewers: number | undefined }) {
  const now = useNow(1_000);
  return (
    <dl className="facts">
      <div>
        <dt>{words.watchingNow}</dt>
        <dd data-testid="viewers">{viewers === undefined ? '\u2013' : formatNumber(viewers)}</dd>
      </div>
      <div>
        <dt>{words.thisMinute}</dt>
        <dd>{minutes === undefined ? '\u2013' : formatSigned(windows({ minutes }, now)['1m'])}</dd>
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
  const { shown, total, stale } = useKnownCount(GLOBAL);
  useTitle(words.titleButton(shown === undefined ? '' : formatNumber(shown)));
  const [own, setOwn] = useState(0);
  const othersTurn = useOthersTotals(total?.version, shown);
  const press = useCallback(() => {
    setOwn((count) => count + 1);
    tally.press(GLOBAL, 1);
  }, [tally]);
  return (
    <div className="button-page">
      <h1>
        {words.buttonHeadOne} <span>{words.buttonHeadAll}</span>
      </h1>
      <p className="lead">{words.buttonLead}</p>
      <Disc value={shown} stale={stale} othersTurn={othersTurn} onPress={press} />
      <TallyMarks count={own} />
      <Facts minutes={total?.minutes} viewers={total?.viewers} />
      <Announcer pressed={own} shown={shown} />
    </div>
  );
}
