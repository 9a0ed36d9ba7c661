import { windows, type Total } from '@tally/client';
import { useEffect, useState } from 'react';
import { formatMilliseconds, formatNumber, formatRate, formatSigned, glyphsOf } from '../format.js';
import { useCounter, useLatency, useNow, useStatus, useTally } from '../hooks.js';
import { Announcer } from '../ui/Announcer.js';
import { RollingNumber } from '../ui/RollingNumber.js';
import { HistoryPanel } from './HistoryPanel.js';
import { OpenCounter } from './OpenCounter.js';
import { ShareLink } from './ShareLink.js';
import './counter.css';

const DASH = '\u2013';
const POST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;

/** Returns the title of the counter's post, or undefined if the counter has no post. */
function useTitle(id: string): string | undefined {
  const { client } = useTally();
  const [title, setTitle] = useState<string>();
  useEffect(() => {
    let wanted = true;
    if (POST_ID.test(id)) {
      client.post(id).then(
        (post) => wanted && setTitle(post.title),
        () => {}, // The page shows the counter's id instead.
      );
    }
    return () => {
      wanted = false;
    };
  }, [client, id]);
  return title;
}

function Windows({ total }: { readonly total: Total | undefined }) {
  const now = useNow(1_000);
  const sums = total === undefined ? undefined : windows(total, now);
  return (
    <dl className="tiles">
      {(['1m', '5m', '10m'] as const).map((length) => (
        <div key={length} className="tile" data-testid={`window-${length}`}>
          <dt>last {length === '1m' ? 'minute' : `${parseInt(length)} minutes`}</dt>
          <dd>{sums === undefined ? DASH : formatSigned(sums[length])}</dd>
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

function Details({ total, rate }: { readonly total: Total | undefined; readonly rate: number }) {
  const latency = useLatency();
  const { situation } = useStatus();
  const time = (value: number | undefined) => (value === undefined ? DASH : formatMilliseconds(value));
  return (
    <section className="panel" aria-labelledby="details-title">
      <h2 id="details-title">Right now</h2>
      <dl className="details">
        <Fact name="Rate" testId="rate" value={`${formatRate(rate)} a second`} />
        <Fact name="Watching" testId="viewers" value={total === undefined ? DASH : formatNumber(total.viewers)} />
        <Fact name="Connection" testId="link" value={situation.replace('-', ' ')} />
        <Fact name="Version" testId="version" value={total === undefined ? DASH : formatNumber(total.version)} />
      </dl>
      <h2>From press to screen</h2>
      <dl className="details">
        <Fact name="Last" testId="latency-last" value={time(latency?.last)} />
        <Fact name="Half are within" testId="latency-p50" value={time(latency?.p50)} />
        <Fact name="95 of 100 within" testId="latency-p95" value={time(latency?.p95)} />
      </dl>
      <p className="panel-note">
        {latency === undefined
          ? 'Press a button: this browser measures the time until the total includes the press.'
          : `Measured in this browser, over its last ${latency.samples === 1 ? 'press' : `${latency.samples} presses`}.`}
      </p>
    </section>
  );
}

export default function CounterPage({ id }: { readonly id: string }) {
  const tally = useTally();
  const { shown, total, counter } = useCounter(id);
  const title = useTitle(id);
  const [pressed, setPressed] = useState(0);
  useNow(1_000);
  const press = (delta: number) => {
    setPressed((count) => count + 1);
    tally.press(id, delta);
  };
  return (
    <div className="counter-page">
      <div className="page-head">
        <div>
          <p className="eyebrow">Counter</p>
          <h1>{title ?? id}</h1>
        </div>
        <ShareLink />
      </div>
      <div className="counter-top">
        <section className="panel counter-now" aria-label="Count">
          <span className="counter-count" style={glyphsOf(shown)}>
            <RollingNumber value={shown} />
          </span>
          <div className="counter-presses">
            <button type="button" className="action" data-testid="decrement" onClick={() => press(-1)}>
              − 1
            </button>
            <button type="button" className="action action-main" data-testid="increment" onClick={() => press(1)}>
              + 1
            </button>
          </div>
        </section>
        <Windows total={total} />
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
