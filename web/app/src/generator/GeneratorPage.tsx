import { useState } from 'preact/compat';
import { formatNumber } from '../format.js';
import { words } from '../words/words.js';
import { parseRate } from './plan.js';
import { Row, type Setting } from './Row.js';
import type { Progress } from './run.js';
import { useRun } from './use-run.js';
import './generator.css';

/** The number of counters beside the button. They take clicks, which a post does not. */
const COUNTERS = 5;

const FRESH: Setting = { chosen: false, rate: '60' };
const FIRST: Setting = { chosen: true, rate: '120' };

function verdictOf(sum: Progress, running: boolean): string {
  if (sum.asked === 0) {
    return running ? words.verdictWaiting : words.verdictIdle;
  }
  if (running) {
    return words.verdictRunning;
  }
  if (sum.open > 0) {
    return words.verdictOpen(formatNumber(sum.open));
  }
  return sum.counted < sum.accepted
    ? words.verdictCounting
    : sum.counted === sum.accepted
      ? words.verdictExact
      : words.verdictMore;
}

function sumOf(progress: ReadonlyMap<string, Progress>): Progress {
  const sum = (part: keyof Progress) => [...progress.values()].reduce((all, one) => all + one[part], 0);
  return { asked: sum('asked'), accepted: sum('accepted'), open: sum('open'), counted: sum('counted') };
}

export default function GeneratorPage() {
  const choices = [
    { id: 'global', name: words.theButton },
    ...Array.from({ length: COUNTERS }, (_, index) => ({
      id: `generator-${index + 1}`,
      name: words.counterNumber(formatNumber(index + 1)),
    })),
  ];
  const [settings, setSettings] = useState<ReadonlyMap<string, Setting>>(new Map());
  const [checked, setChecked] = useState(false);
  const { progress, running, start, stop } = useRun();
  const settingOf = (id: string) => settings.get(id) ?? (id === 'global' ? FIRST : FRESH);
  const change = (id: string, setting: Setting) => setSettings(new Map(settings).set(id, setting));
  const chosen = choices.filter(({ id }) => settingOf(id).chosen);
  const errorOf = (id: string) => {
    const parsed = parseRate(settingOf(id).rate);
    return checked && settingOf(id).chosen && 'error' in parsed ? parsed.error : undefined;
  };

  const begin = () => {
    setChecked(true);
    const rates = new Map<string, number>();
    for (const { id } of chosen) {
      const parsed = parseRate(settingOf(id).rate);
      if ('error' in parsed) {
        return;
      }
      rates.set(id, parsed.rate);
    }
    start(rates);
  };

  const sum = sumOf(progress);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{words.generatorHead}</h1>
          <p>{words.generatorLead}</p>
        </div>
        {running ? (
          <button type="button" className="action action-main" data-testid="stop" onClick={stop}>
            {words.stop}
          </button>
        ) : (
          <button
            type="button"
            className="action action-main"
            data-testid="start"
            disabled={chosen.length === 0}
            onClick={begin}
          >
            {words.start}
          </button>
        )}
      </div>
      <dl className="totals">
        {(['asked', 'accepted', 'counted'] as const).map((part) => (
          <div key={part}>
            <dt>{words[part]}</dt>
            <dd data-testid={`sum-${part}`}>{formatNumber(sum[part])}</dd>
          </div>
        ))}
      </dl>
      <p className="verdict" role="status" data-testid="verdict">
        {verdictOf(sum, running)}
      </p>
      <table className="generator">
        <thead>
          <tr>
            <th scope="col">{words.counter}</th>
            <th scope="col">{words.clicksPerMinute}</th>
            <th scope="col">{words.asked}</th>
            <th scope="col">{words.accepted}</th>
            <th scope="col">{words.counted}</th>
          </tr>
        </thead>
        <tbody>
          {choices.map(({ id, name }) => (
            <Row
              key={id}
              id={id}
              name={name}
              setting={settingOf(id)}
              error={errorOf(id)}
              progress={progress.get(id)}
              locked={running}
              change={change}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}
