import type { CounterView } from '@tally/client';
import { useCallback } from 'preact/compat';
import { formatNumber, formatSigned } from '../format.js';
import { useKnownCount } from '../known.js';
import { useOwnPresses } from '../own.js';
import { Announcer } from '../ui/Announcer.js';
import { useTitle } from '../ui/use-title.js';
import { words } from '../words/words.js';
import { useEffects } from './Burst.js';
import { Disc } from './Disc.js';
import { Goal } from './Goal.js';
import { useMilestone } from './milestones.js';
import { useOthers } from './others.js';
import { TallyMarks } from './TallyMarks.js';
import { useBobs, Viewers, type Bobs } from './Viewers.js';
import './button.css';

const GLOBAL = 'global';

interface FactsProps extends Pick<CounterView, 'windows' | 'total'> {
  readonly bobs: Bobs;
}

function Facts({ windows, total, bobs }: FactsProps) {
  return (
    <dl className="facts">
      <div>
        <dt>{words.watchingNow}</dt>
        <dd data-testid="viewers">
          <Viewers viewers={total?.viewers} atLeast={total?.viewersAtLeast === true} ref={bobs.ref} />
        </dd>
      </div>
      <div>
        <dt>{words.thisMinute}</dt>
        <dd>{windows === undefined ? '\u2013' : formatSigned(windows['1m'])}</dd>
      </div>
    </dl>
  );
}

export function ButtonPage() {
  const { shown, total, windows, stale } = useKnownCount(GLOBAL);
  const own = useOwnPresses(GLOBAL);
  const current = stale ? undefined : shown;
  const milestone = useMilestone(total, current, own.here);
  const effects = useEffects();
  const bobs = useBobs();
  useOthers(total, current, own.all, (presses, overMs) => {
    effects.flyIn(presses, overMs);
    bobs.bobOthers(presses, overMs);
  });
  useTitle(words.titleButton(shown === undefined ? '' : formatNumber(shown)));
  const { press } = own;
  const { bobOwn } = bobs;
  const pressOnce = useCallback(() => {
    press(1);
    bobOwn();
  }, [press, bobOwn]);
  return (
    <div className="button-page">
      <h1>
        {words.buttonHeadOne} <span>{words.buttonHeadAll}</span>
      </h1>
      <p className="lead">{words.buttonLead}</p>
      <Disc value={shown} stale={stale} milestone={milestone} effects={effects} onPress={pressOnce} />
      <Goal shown={shown} milestone={milestone} />
      <TallyMarks count={Math.max(0, own.all)} of={shown} />
      <Facts windows={windows} total={total} bobs={bobs} />
      <Announcer pressed={own.here} shown={shown} />
    </div>
  );
}
