import type { CounterView, LiveMode, Status, Total } from '@tally/client';
import { useEffect, useState } from 'preact/compat';
import { formatMilliseconds, formatNumber, formatRate, formatSigned, formatViewers, glyphsOf } from '../format.js';
import { useCounter, useLatency, useNow, useStatus, useTally, useVote } from '../hooks.js';
import { useKnownCount } from '../known.js';
import { useOwnPresses } from '../own.js';
import { Announcer } from '../ui/Announcer.js';
import { RollingNumber } from '../ui/RollingNumber.js';
import { situationWord } from '../ui/Header.js';
import { VoteButton } from '../ui/VoteButton.js';
import { useTitle } from '../ui/use-title.js';
import { words } from '../words/words.js';
import { Embed } from './Embed.js';
import { HistoryPanel } from './HistoryPanel.js';
import { OpenCounter } from './OpenCounter.js';
import { ShareLink } from './ShareLink.js';
import './counter.css';

const DASH = '\u2013';
const COUNTER_OF_POST = /^updown~([0-9a-f]{8}-[0-9a-f]{4}-7.*)$/;

/** Returns the title of the counter's post, or undefined if the counter has no post. */
function usePostTitle(id: string): string | undefined {
  const { client } = useTally();
  const [title, setTitle] = useState<string>();
  useEffect(() => {
    let wanted = true;
    const post = COUNTER_OF_POST.exec(id)?.[1];
    if (post !== undefined) {
      client.post(post).then(
        ({ title: found }) => wanted && setTitle(found),
        () => {}, // The page shows the counter's id instead.
      );
    }
    return () => {
      wanted = false;
    };
  }, [client, id]);
  return title;
}

function Windows({ windows }: Pick<CounterView, 'windows'>) {
  return (
    <dl className="tiles">
      {(['1m', '5m', '10m'] as const).map((length) => (
        <div key={length} className="tile" data-testid={`window-${length}`}>
          <dt>{length === '1m' ? words.lastMinute : words.lastMinutes(formatNumber(parseInt(length)))}</dt>
          <dd>{windows === undefined ? DASH : formatSigned(windows[length])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Fact({ name, value, testId }: { readonly name: string; readonly value: string; readonly testId: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-testid={testId}>{value}</dd>
    </div>
  );
}

/** Returns the word for the connection of a counter, with the interval in poll mode. */
function connectionWord(situation: Status, live: LiveMode | undefined): string {
  return situation === 'live' && live?.mode === 'poll'
    ? words.liveEvery(formatNumber(Math.round(live.everyMilliseconds / 1_000)))
    : situationWord(situation);
}

function Details({ total, rate }: { readonly total: Total | undefined; readonly rate: number }) {
  const latency = useLatency();
  const { situation } = useStatus();
  const time = (value: number | undefined) => (value === undefined ? DASH : formatMilliseconds(value));
  return (
    <section className="panel" aria-labelledby="details-title">
      <h2 id="details-title">{words.rightNow}</h2>
      <dl className="details">
        <Fact name={words.rate} testId="rate" value={words.perSecond(formatRate(rate))} />
        <Fact name={words.watchingTitle} testId="viewers" value={total === undefined ? DASH : formatViewers(total)} />
        <Fact name={words.connection} testId="link" value={connectionWord(situation, total?.live)} />
      </dl>
      <h2>{words.pressToScreen}</h2>
      <dl className="details">
        <Fact name={words.latencyLast} testId="latency-last" value={time(latency?.last)} />
        <Fact name={words.latencyMedian} testId="latency-p50" value={time(latency?.p50)} />
        <Fact name={words.latencyP95} testId="latency-p95" value={time(latency?.p95)} />
      </dl>
      <p className="panel-note">
        {latency === undefined ? words.latencyNone : words.latencyOver(latency.samples, formatNumber(latency.samples))}
      </p>
    </section>
  );
}

/** The buttons of a counter that takes votes. */
function Votes({ id, name }: { readonly id: string; readonly name: string }) {
  const tally = useTally();
  const { kind } = tally.counter(id);
  const { mine } = useCounter(id);
  const vote = useVote(id);
  return kind === 'clap' ? (
    <button type="button" className="action action-main" data-testid="clap" onClick={() => tally.clap(id, 1)}>
      {words.clap} {mine !== undefined && mine > 0 && formatNumber(mine)}
    </button>
  ) : (
    <>
      {kind === 'updown' && <VoteButton value={-1} name={name} mine={mine} vote={vote} />}
      <VoteButton value={1} name={name} mine={mine} vote={vote} />
    </>
  );
}

export default function CounterPage({ id }: { readonly id: string }) {
  const counter = useTally().counter(id);
  const { shown, total, windows, stale } = useKnownCount(id);
  const title = usePostTitle(id);
  useTitle(words.titleCounter(title ?? id, shown === undefined ? '' : formatNumber(shown)));
  const own = useOwnPresses(id);
  const [pressed, setPressed] = useState(0);
  useNow(1_000);
  const press = (delta: number) => {
    setPressed((count) => count + 1);
    own.press(delta);
  };
  return (
    <div className="counter-page">
      <div className="page-head">
        <div>
          <p className="eyebrow">{words.counter}</p>
          <h1 dir="auto">{title ?? id}</h1>
        </div>
        <div className="counter-share">
          <ShareLink />
          <Embed id={id} />
        </div>
      </div>
      <div className="counter-top">
        <section className="panel counter-now" aria-label={words.count}>
          <span className="counter-count" style={glyphsOf(shown)}>
            <RollingNumber value={shown} stale={stale} />
          </span>
          <div className="counter-presses">
            {counter.kind === 'clicks' ? (
              <>
                <button type="button" className="action" data-testid="decrement" onClick={() => press(-1)}>
                  − 1
                </button>
                <button type="button" className="action action-main" data-testid="increment" onClick={() => press(1)}>
                  + 1
                </button>
              </>
            ) : (
              <Votes id={id} name={title ?? id} />
            )}
          </div>
        </section>
        <Windows windows={windows} />
      </div>
      <div className="counter-rest">
        <HistoryPanel id={id} />
        <Details total={total} rate={counter.rate()} />
      </div>
      <OpenCounter />
      <Announcer pressed={pressed} shown={shown} />
    </div>
  );
}
