import { afterEach, describe, expect, test, vi } from 'vitest';
import { TallyClient, type ConnectionState, type CounterView, type LiveMode } from '../src/index.js';
import { part } from '../src/presses.js';
import { EPOCH, FakeSocket, json, pass, platform, RECEIPT, seeded, START } from './platform.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const EVERY_2_S: LiveMode = { mode: 'poll', everyMilliseconds: 2_000 };
const MINUTE = START / 60_000;

const TOTAL = {
  epoch: EPOCH,
  updatedAt: null,
  windows: { '1m': 3, '5m': 5, '10m': 9 },
  viewers: 20_001,
  viewersAtLeast: true,
  watermarks: {},
};

/** Returns the answer to a read of a counter. */
function reading(counter: string, version: number, more: object = {}): Response {
  return json(200, { ...TOTAL, counter, count: version * 10, version, live: EVERY_2_S, ...more });
}

/** Returns a client with a counter in poll mode, and the views that a listener receives. */
async function polled(options: Parameters<typeof platform>[0] = {}) {
  const parts = platform({ coalesceMs: 0, ...options });
  parts.api.mode = (counter) => reading(counter, 1);
  parts.api.always = ({ counter }) => reading(counter, 2);
  const views: CounterView[] = [];
  const states: ConnectionState[] = [];
  parts.client.onConnection((state) => states.push(state));
  const counter = parts.client.counter('likes');
  const end = counter.subscribe((view) => views.push(view));
  await pass(0);
  return { ...parts, counter, end, states, view: () => views.at(-1)!, views };
}

/** A clock with timers for many clients. All timers of 10 ms run together. */
class VirtualTime {
  now = START;
  readonly #timers = new Map<number, Set<() => void>>();

  set(callback: () => void, delayMs: number): () => void {
    const own = () => callback();
    const at = Math.ceil((this.now + Math.max(delayMs, 1)) / 10);
    this.#timers.set(at, (this.#timers.get(at) ?? new Set()).add(own));
    return Object.assign(own, { at });
  }

  clear(timer: (() => void) & { at: number }): void {
    this.#timers.get(timer?.at)?.delete(timer);
  }

  async pass(milliseconds: number): Promise<void> {
    for (const end = this.now + milliseconds; this.now < end;) {
      this.now += 10;
      const due = this.#timers.get(this.now / 10) ?? [];
      this.#timers.delete(this.now / 10);
      due.forEach((run) => run());
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Hides or shows the page. */
function setVisibility(visibilityState: 'hidden' | 'visible', events?: EventTarget): void {
  vi.stubGlobal('document', { visibilityState });
  events?.dispatchEvent(new Event('visibilitychange'));
}

describe('the mode', () => {
  test.each([
    ['push', json(200, { live: { mode: 'push' } })],
    ['absentOfAnOlderServer', reading('likes', 1, { live: undefined })],
    ['returnWithLuck', reading('likes', 1, { live: { mode: 'push', probability: 0.9, everyMilliseconds: 2_000 } })],
    ['unreadable', new Response('<html>', { status: 200 })],
    ['unknownCounter', json(404, {})],
    ['unanswered', new TypeError('failed')],
  ])('mode_%s_opensASocket', async (_, answer) => {
    const { api, client, errors } = platform({ random: () => 0.5 });
    api.mode = () => answer;
    client.counter('likes').subscribe(() => {});
    await pass(0);
    expect(FakeSocket.made).toHaveLength(1);
    expect(api.modes).toEqual(['likes']);
    expect(errors).toEqual([]);
  });

  test.each([
    ['poll', EVERY_2_S],
    ['returnWithoutLuck', { mode: 'push', probability: 0.4, everyMilliseconds: 2_000 }],
  ])('mode_%s_opensNoSocketAndShowsTheTotal', async (_, live) => {
    const { api, client } = platform({ random: () => 0.5 });
    api.mode = (counter) => reading(counter, 1, { live });
    const views: CounterView[] = [];
    client.counter('likes').subscribe((view) => views.push(view));
    await pass(0);
    expect(FakeSocket.made).toEqual([]);
    expect(api.modes).toEqual(['likes']);
    expect(views.at(-1)).toMatchObject({ count: 10, status: 'live', live: EVERY_2_S });
    expect(views.at(-1)).toMatchObject({ viewers: 20_001, viewersAtLeast: true, windows: { '1m': 3, '5m': 5 } });
  });

  test('mode_serverOverloaded_isReadAgainAfterTheBackoff', async () => {
    const { api, client } = platform({ random: () => 0.5 });
    const answers = [json(429, {}), reading('likes', 1)];
    api.mode = () => answers.shift()!;
    client.counter('likes').subscribe(() => {});
    await pass(0);
    expect([api.modes.length, FakeSocket.made.length, client.connection]).toEqual([1, 0, 'waiting']);
    await pass(400);
    expect([api.modes.length, FakeSocket.made.length, client.connection]).toEqual([2, 0, 'open']);
  });

  test.each([429, 500, 503])('mode_firstCounterIsAlwaysAnswered%i_opensASocketForAll', async (status) => {
    const { api, client } = platform({ random: () => 0.5 });
    api.mode = (counter) => json(counter === 'failing' ? status : 200, {});
    const views = new Map<string, CounterView>();
    ['failing', 'likes'].forEach((id) => client.counter(id).subscribe((view) => views.set(id, view)));
    await pass(400);
    FakeSocket.last.open();
    FakeSocket.last.total('likes', 7);
    expect(FakeSocket.last.received).toEqual([{ action: 'subscribe', counters: ['failing', 'likes'] }]);
    expect(views.get('likes')?.count).toBe(70);
    expect(api.modes).toEqual(['failing', 'failing']);
  });

  test('mode_severalCounters_isReadUntilOneIsPushed', async () => {
    const { api, client } = platform();
    api.mode = (counter) => reading(counter, 1, counter === 'c' ? { live: { mode: 'push' } } : {});
    const views = new Map<string, CounterView>();
    ['a', 'b', 'c', 'd'].forEach((id) => client.counter(id).subscribe((view) => views.set(id, view)));
    await pass(0);
    FakeSocket.last.open();
    FakeSocket.last.total('c', 7);
    expect(api.modes).toEqual(['a', 'b', 'c']);
    expect(FakeSocket.last.received).toEqual([{ action: 'subscribe', counters: ['c', 'd'] }]);
    expect([...views].map(([id, { count, live }]) => [id, count, live?.mode])).toEqual([
      ['a', 10, 'poll'],
      ['b', 10, 'poll'],
      ['c', 70, 'push'],
      ['d', undefined, undefined],
    ]);
  });

  test('mode_withATokenAndAPushedCounter_connectsWithTheToken', async () => {
    const { client } = platform({ token: () => 'jwt' });
    client.counter('likes').subscribe(() => {});
    await pass(0);
    expect(FakeSocket.last.url).toBe('ws://tally.test/ws?token=jwt');
  });

  test('mode_unsubscribedDuringTheRead_opensNothing', async () => {
    const { api, client } = platform();
    api.mode = () => 'hang';
    const end = client.counter('likes').subscribe(() => {});
    await pass(0);
    end();
    await pass(60_000);
    expect([FakeSocket.made.length, client.connection, vi.getTimerCount()]).toEqual([0, 'closed', 0]);
  });

  test('mode_noAnswerIn10Seconds_isReadAgain', async () => {
    const { api, client } = platform();
    api.mode = () => 'hang';
    client.counter('likes').subscribe(() => {});
    await pass(11_000);
    expect([api.modes.length, FakeSocket.made.length]).toEqual([2, 0]);
  });

  test('mode_noAnswerTwice_opensASocket', async () => {
    const { api, client } = platform();
    api.mode = () => 'hang';
    client.counter('likes').subscribe(() => {});
    await pass(21_000);
    expect([api.modes.length, FakeSocket.made.length]).toEqual([2, 1]);
  });

  test('mode_partForPollsMissing_isReadAgain', async () => {
    vi.spyOn(part, 'load').mockRejectedValueOnce(new Error('missing'));
    const { api, views } = await polled();
    await pass(300);
    expect([api.modes.length, views.some(({ count }) => count === 10)]).toEqual([2, true]);
  });
});

describe('polls', () => {
  test('polls_forAMinute_readAtTheIntervalWithJitter', async () => {
    const { api, view, states } = await polled();
    const times: number[] = [];
    api.always = ({ counter }) => {
      times.push(Date.now());
      return reading(counter, times.length + 1);
    };
    await pass(60_000);
    const waits = times.map((time, index) => time - (times[index - 1] ?? START));
    expect(waits[0]).toBeLessThanOrEqual(2_000);
    expect(Math.min(...waits.slice(1))).toBeGreaterThanOrEqual(1_500);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2_500);
    expect(new Set(waits).size).toBeGreaterThan(20);
    expect(view().count).toBe((times.length + 1) * 10);
    expect(states).toEqual(['connecting', 'open']);
    expect(new Set(api.urls)).toEqual(new Set(['http://tally.test/v1/counters/likes']));
  });

  test('polls_olderAnswerOfACache_isIgnored', async () => {
    const { api, views } = await polled();
    const versions = [5, 3, 4, 6];
    api.always = ({ counter }) => reading(counter, versions.shift() ?? 6);
    await pass(12_000);
    expect([...new Set(views.map(({ count }) => count))]).toEqual([undefined, 10, 50, 60]);
  });

  test('polls_acceptedPressNotInTheAnswer_staysUntilATotalCoversIt', async () => {
    const { api, counter, views, view } = await polled();
    api.always = (click) =>
      click.delta === 0
        ? reading(click.counter, 2, { count: 10 })
        : json(202, { ...click, clickId: click.key, acceptedAt: 'now', epoch: EPOCH, receipt: RECEIPT });
    void counter.press(5);
    await pass(10_000);
    expect(view()).toMatchObject({ count: 15, pending: 0 });
    api.always = (click) => reading(click.counter, 3, { count: 16, watermarks: { [RECEIPT.shard]: RECEIPT.sequence } });
    await pass(5_000);
    expect([...new Set(views.map(({ count }) => count))]).toEqual([undefined, 10, 15, 16]);
  });

  test('polls_windowsChangeWithoutAClick_areShown', async () => {
    const { api, view } = await polled();
    expect(view().total!.minutes).toEqual({ [MINUTE]: 3, [MINUTE - 1]: 2, [MINUTE - 5]: 4 });
    api.always = ({ counter }) => reading(counter, 1, { windows: { '1m': 0, '5m': 0, '10m': 9 } });
    await pass(3_000);
    expect(view().windows).toEqual({ '1m': 0, '5m': 0, '10m': 9 });
  });

  test('polls_otherInterval_isFollowed', async () => {
    const { api, view } = await polled();
    api.always = ({ counter }) => reading(counter, 2, { live: { mode: 'poll', everyMilliseconds: 50_000 } });
    await pass(2_000);
    expect(view().live).toEqual({ mode: 'poll', everyMilliseconds: 50_000 });
    const { length } = api.urls;
    await pass(37_000 - 2_000);
    expect(api.urls).toHaveLength(length);
    await pass(30_000);
    expect(api.urls).toHaveLength(length + 1);
  });

  test.each([0, -5, 1e12, null, 'soon'])('polls_intervalOf%s_isBounded', async (everyMilliseconds) => {
    const { api } = await polled();
    api.always = ({ counter }) => reading(counter, 2, { live: { mode: 'poll', everyMilliseconds } });
    await pass(300_000);
    expect(api.urls.length).toBeGreaterThanOrEqual(4);
    expect(api.urls.length).toBeLessThanOrEqual(401);
  });

  test('polls_hiddenPage_pauseAndReadAtOnceWhenItAppears', async () => {
    const { api, events } = await polled();
    setVisibility('hidden', events);
    await pass(60_000);
    expect(api.urls).toHaveLength(0);
    setVisibility('visible', events);
    ['focus', 'pageshow', 'resume'].forEach((type) => events.dispatchEvent(new Event(type)));
    await pass(0);
    expect(api.urls).toHaveLength(1);
    await pass(2_500);
    expect(api.urls).toHaveLength(2);
  });

  test('polls_pageSeenAgainBeforeTheNextRead_readNothingEarly', async () => {
    const { api, events } = await polled({ random: () => 0.999 });
    await pass(2_000);
    const { length } = api.urls;
    setVisibility('hidden', events);
    setVisibility('visible', events);
    await pass(1_000);
    expect(api.urls).toHaveLength(length);
  });

  test('polls_withoutListeners_end', async () => {
    const { api, end, client } = await polled();
    end();
    await pass(2_100);
    const { length } = api.urls;
    await pass(60_000);
    expect(api.urls).toHaveLength(length);
    expect([client.connection, vi.getTimerCount()]).toEqual(['closed', 0]);
  });

  test('polls_closedClient_end', async () => {
    const { api, client } = await polled();
    api.always = () => 'hang';
    await pass(2_500);
    client.close();
    await pass(60_000);
    expect(api.urls).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('polls_errors_backOffWithRetryAfterAndShowIt', async () => {
    const { api, view, states } = await polled({ random: () => 0.5 });
    const times: number[] = [];
    api.always = () => {
      times.push(Date.now() - START);
      return times.length === 1 ? json(429, {}, { 'Retry-After': '30' }) : json(503, {});
    };
    await pass(1_000);
    expect(view()).toMatchObject({ count: 10, status: 'reconnecting' });
    await pass(100_000);
    // The first interval is the half of 2 s. Each further one is 2 s with a backoff of 125 ms, which doubles.
    const waits = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(waits.slice(0, 5)).toEqual([1_000, 30_000 + 2_125, 2_250, 2_500, 3_000]);
    api.always = ({ counter }) => reading(counter, 2);
    await pass(60_000);
    expect(view()).toMatchObject({ count: 20, status: 'live' });
    expect(states).toEqual(['connecting', 'open', 'waiting', 'open']);
  });

  test('polls_requestedPause_outlastsTheReturnOfThePage', async () => {
    const { api, events } = await polled();
    api.always = () => json(429, {}, { 'Retry-After': '30' });
    await pass(2_000);
    setVisibility('hidden', events);
    setVisibility('visible', events);
    await pass(25_000);
    expect(api.urls).toHaveLength(1);
  });

  test('polls_failedRead_isRepeatedAtOnceWhenThePageAppears', async () => {
    const { api, events } = await polled({ random: () => 0.999 });
    api.always = () => new TypeError('failed');
    await pass(60_000);
    const { length } = api.urls;
    events.dispatchEvent(new Event('focus'));
    await pass(0);
    expect(api.urls).toHaveLength(length + 1);
  });

  test('polls_offline_waitForTheNetwork', async () => {
    const { api, go, view } = await polled();
    go('offline');
    await pass(60_000);
    expect([api.urls.length, view().status]).toEqual([0, 'offline']);
    go('online');
    await pass(0);
    expect([api.urls.length, view().status]).toEqual([1, 'live']);
  });

  test('polls_answered_resumeWaitingPresses', async () => {
    const { api, counter } = await polled({ random: () => 0.999 });
    api.always = () => new TypeError('failed');
    void counter.press();
    await pass(60_000);
    const sent = api.sent.length;
    api.always = ({ counter: id }) => reading(id, 2);
    await pass(12_000);
    expect(api.sent.length).toBeGreaterThan(sent);
  });
});

describe('a counter on an open socket', () => {
  /** Returns a client with `likes` and `other` on an open socket. */
  async function pushed() {
    const parts = platform();
    parts.api.always = ({ counter }) => reading(counter, 2);
    const views = new Map<string, CounterView>();
    const ends = ['likes', 'other'].map((id) => parts.client.counter(id).subscribe((view) => views.set(id, view)));
    await pass(0);
    const socket = FakeSocket.last;
    socket.open();
    return { ...parts, ends, socket, views };
  }

  const POLL = { type: 'poll', counter: 'likes', url: '/v1/counters/likes', everyMilliseconds: 4_000 };

  test('pollFrame_oneCounter_pollsOnlyIt', async () => {
    const { api, socket, views } = await pushed();
    socket.total('other', 3);
    socket.frame(POLL);
    await pass(0);
    expect(api.urls).toEqual(['http://tally.test/v1/counters/likes']);
    expect(views.get('likes')).toMatchObject({ count: 20, status: 'live', live: { mode: 'poll' } });
    expect(views.get('other')).toMatchObject({ count: 30, live: { mode: 'push' }, viewersAtLeast: false });
    await pass(60_000);
    expect(socket.received).toEqual([{ action: 'subscribe', counters: ['likes', 'other'] }]);
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('pollFrame_lastPushedCounter_closesTheSocket', async () => {
    const { client, ends, socket } = await pushed();
    socket.frame(POLL);
    ends[1]!();
    await pass(2_100);
    expect([socket.closed, client.connection]).toEqual([true, 'open']);
    await pass(60_000);
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('pollFrame_invalid_isReported', async () => {
    const { errors, socket } = await pushed();
    socket.frame({ type: 'poll' });
    expect(errors.map(({ code }) => code)).toEqual(['malformed-frame']);
  });

  test('pollFrame_partForPollsMissing_subscribesAgain', async () => {
    const { socket, views } = await pushed();
    vi.spyOn(part, 'load').mockRejectedValueOnce(new Error('missing'));
    socket.frame(POLL);
    await pass(5_000);
    expect(socket.received.at(-1)).toEqual({ action: 'subscribe', counters: ['likes'] });
    socket.frame(POLL);
    await pass(0);
    expect(views.get('likes')?.count).toBe(20);
  });

  test('reconnect_counterInPollModeMeanwhile_pollsIt', async () => {
    const { api, client, ends, socket } = await pushed();
    api.mode = (counter) => reading(counter, 4);
    ends[1]!();
    await pass(2_100);
    socket.drop();
    await pass(300);
    expect([FakeSocket.made.length, client.connection]).toEqual([1, 'open']);
  });

  test('failingPolls_besideAnOpenSocket_areShown', async () => {
    const { api, client, socket } = await pushed();
    api.always = () => json(503, {});
    socket.frame(POLL);
    await pass(100);
    expect(client.connection).toBe('waiting');
    expect(socket.closed).toBe(false);
  });
});

describe('the return to pushes', () => {
  test('return_withLuck_opensASocketWithoutAnotherRead', async () => {
    const { api, client, views } = await polled();
    api.always = ({ counter }) => reading(counter, 3, { live: { mode: 'push' } });
    await pass(2_100);
    expect([FakeSocket.made.length, api.modes.length, api.urls.length]).toEqual([1, 1, 1]);
    expect(client.connection).toBe('connecting');
    FakeSocket.last.open();
    await pass(0);
    FakeSocket.last.total('likes', 3, { viewers: 20_001 });
    await pass(100);
    expect(views.at(-1)).toMatchObject({ count: 30, live: { mode: 'push' }, viewersAtLeast: false });
    await pass(60_000);
    expect(api.urls).toHaveLength(1);
  });

  test('return_answerWithoutMode_isRare', async () => {
    const { api } = await polled();
    api.always = ({ counter }) => reading(counter, 3, { live: undefined });
    await pass(60_000);
    expect(api.urls.length).toBeGreaterThan(20);
    expect(FakeSocket.made).toEqual([]);
  });

  test('return_of10000Clients_isNoRush', { timeout: 120_000 }, async () => {
    const time = new VirtualTime();
    const random = seeded(3);
    const every = 20_000;
    /** Returns an answer that all clients can read, because a separate one for each is slow. */
    const answer = (live: LiveMode) => {
      const body = JSON.stringify({ ...TOTAL, counter: 'likes', count: 10, version: 1, live });
      const text = { text: () => Promise.resolve(body), json: () => Promise.resolve(JSON.parse(body) as unknown) };
      return { status: 200, statusText: '', headers: new Headers(), ...text } as Response;
    };
    const server = { answer: answer({ mode: 'poll', everyMilliseconds: every }), reads: 0, connects: 0 };
    class OpenSocket extends FakeSocket {
      constructor(url: string) {
        super(url);
        server.connects++;
        queueMicrotask(() => this.open());
      }
    }
    const clients = Array.from({ length: 10_000 }, () => {
      const client = new TallyClient({
        httpUrl: 'http://tally.test',
        wsUrl: 'ws://tally.test/ws',
        WebSocket: OpenSocket,
        fetch: () => {
          server.reads++;
          return Promise.resolve(server.answer);
        },
        ...{ timers: time, now: () => time.now, storage: null, events: new EventTarget(), random },
      });
      client.counter('likes').subscribe(() => {});
      return client;
    });
    await time.pass(10);
    // All pages came at the same time, and their reads are spread over the interval nevertheless.
    const reads: number[] = [];
    for (let second = 0; second < 60; second++) {
      server.reads = 0;
      await time.pass(1_000);
      reads.push(server.reads);
    }
    expect(Math.max(...reads)).toBeLessThan(800);
    expect(Math.min(...reads)).toBeGreaterThan(200);
    expect(server.connects).toBe(0);
    // The server doubles the probability while fewer than 50 pages a second connect, and halves it above 100.
    let probability = 0.0002;
    const connects: number[] = [];
    for (let all = 0; all < 9_000 && connects.length < 1_000; all += connects.at(-1)!) {
      server.answer = answer({ mode: 'push', probability, everyMilliseconds: every });
      server.connects = 0;
      await time.pass(1_000);
      connects.push(server.connects);
      probability = Math.min(1, probability * (server.connects < 50 ? 2 : server.connects > 100 ? 0.5 : 1));
    }
    expect(Math.max(...connects)).toBeLessThan(200);
    expect(connects.length).toBeGreaterThan(9_000 / 100);
    expect(connects.length).toBeLessThan(9_000 / 40);
    clients.forEach((client) => client.close());
  });
});
