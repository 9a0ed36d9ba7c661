import { afterEach, describe, expect, test, vi } from 'vitest';
import { MAX_COUNTERS, type CounterView } from '../src/index.js';
import { liveUrl } from '../src/values.js';
import { EPOCH, FakeSocket, json, pass, platform, RECEIPT, START } from './platform.js';

afterEach(() => vi.useRealTimers());

const RESTARTED = 'eu-west-1.2026-11-22T11:00:00.000';
const COVERED = { watermarks: { [RECEIPT.shard]: RECEIPT.sequence } };
const MINUTE = START / 60_000;

/** Returns a client with a subscribed counter, and the views that a listener receives. */
async function shown(options: Parameters<typeof platform>[0] = {}) {
  const parts = platform(options);
  const counter = parts.client.counter('likes');
  const views: CounterView[] = [];
  const end = counter.subscribe((view) => views.push(view));
  await pass(0);
  const socket = FakeSocket.last;
  socket.open();
  await pass(0);
  return { ...parts, counter, views, end, socket, counts: () => views.map(({ count }) => count) };
}

describe('counter', () => {
  test('counter_sameId_isTheSameObject', () => {
    const { client } = platform();
    expect(client.counter('likes')).toBe(client.counter('likes'));
    expect(client.counter('likes').id).toBe('likes');
    expect(() => client.counter('a/b')).toThrow(expect.objectContaining({ code: 'invalid-counter' }));
  });

  test('view_beforeTheFirstTotal_hasNoNumber', async () => {
    const { client } = platform();
    expect(client.counter('likes').view()).toEqual({ pending: 0, status: 'connecting' });
  });

  test('subscribe_beforeTheFirstTotal_receivesTheStatus', async () => {
    const { counter, views } = await shown();
    expect(views.map(({ count, status }) => [count, status])).toEqual([[undefined, 'connecting']]);
    expect(counter.view()).toBe(views[0]);
  });

  test('view_firstTotal_isComplete', async () => {
    const { counter, socket } = await shown();
    socket.total('likes', 4, { viewers: 3, minutes: { [MINUTE]: 2, [MINUTE - 4]: 5, [MINUTE - 9]: 7 } });
    expect(counter.view()).toMatchObject({
      count: 40,
      pending: 0,
      viewers: 3,
      windows: { '1m': 2, '5m': 7, '10m': 14 },
      status: 'live',
      total: { version: 4 },
    });
  });

  test('view_press_countsAtOnceAndIsPendingUntilAccepted', async () => {
    const { counter, socket, views } = await shown();
    socket.total('likes', 1);
    void counter.press(2);
    expect(views.map(({ count, pending }) => [count, pending])).toEqual([
      [undefined, 0],
      [10, 0],
      [12, 2],
    ]);
    await pass(100);
    socket.total('likes', 2, { count: 12, ...COVERED });
    expect(views.slice(3).map(({ count, pending }) => [count, pending])).toEqual([
      [12, 0],
      [12, 0],
    ]);
  });

  test('view_pressOfTheClient_isIncluded', async () => {
    const { client, counts, socket } = await shown();
    socket.total('likes', 1);
    void client.press('likes');
    expect(counts()).toEqual([undefined, 10, 11]);
  });

  test('view_noChange_isTheSameObject', async () => {
    const { counter, socket, views } = await shown();
    socket.total('likes', 1);
    const view = counter.view();
    socket.total('likes', 1);
    await pass(10_000);
    expect(counter.view()).toBe(view);
    expect(views).toHaveLength(2);
  });

  test('view_minutePasses_windowsChangeWithoutAPress', async () => {
    const { counter, socket, views } = await shown();
    socket.total('likes', 1, { minutes: { [MINUTE]: 2 } });
    await pass(60_999);
    expect(views.slice(1).map(({ windows }) => windows?.['1m'])).toEqual([2, 0]);
    expect(counter.view().windows?.['5m']).toBe(2);
    await pass(600_000);
    expect(counter.view().windows).toEqual({ '1m': 0, '5m': 0, '10m': 0 });
  });

  test('view_connectionLost_hasTheStatus', async () => {
    const { socket, views } = await shown();
    socket.total('likes', 1);
    socket.drop();
    expect(views.slice(1).map(({ count, status }) => [count, status])).toEqual([
      [10, 'live'],
      [10, 'reconnecting'],
    ]);
  });

  test('view_subscribedAgainLater_isConnectingUntilANewTotal', async () => {
    const { counter, socket, end } = await shown();
    socket.total('likes', 1);
    end();
    await pass(60_000);
    const views: CounterView[] = [];
    counter.subscribe((view) => views.push(view));
    await pass(0);
    FakeSocket.last.open();
    await pass(0);
    FakeSocket.last.total('likes', 1);
    expect(views.map(({ count, status }) => [count, status])).toEqual([
      [10, 'reconnecting'],
      [10, 'connecting'],
      [10, 'live'],
    ]);
  });

  test('subscribe_endedAndAgainAtOnce_isOneSubscribeAndStaysLive', async () => {
    const { counter, socket, end } = await shown();
    socket.total('likes', 1);
    end();
    const views: CounterView[] = [];
    counter.subscribe((view) => views.push(view));
    await pass(5_000);
    expect(views.map(({ count, status }) => [count, status])).toEqual([[10, 'live']]);
    expect(socket.times('subscribe')).toBe(1);
    expect(socket.times('unsubscribe')).toBe(0);
  });

  test('subscribe_manyTotals_areAtMost15ASecond', async () => {
    const { counts, socket } = await shown();
    for (let version = 1; version <= 100; version++) {
      socket.total('likes', version);
      await pass(10);
    }
    await pass(100);
    expect(counts().length).toBeLessThanOrEqual(18);
    expect(counts().at(-1)).toBe(1_000);
  });

  test('subscribe_beyond50Counters_waitsForRoom', async () => {
    const { client } = platform();
    const ends = Array.from({ length: MAX_COUNTERS }, (_, index) => client.counter(`c${index}`).subscribe(() => {}));
    const counts: unknown[] = [];
    client.counter('late').subscribe(({ count }) => counts.push(count));
    await pass(0);
    const socket = FakeSocket.last;
    socket.open();
    await pass(0);
    ends[0]!();
    await pass(2_500);
    socket.total('late', 1);
    expect(counts).toEqual([undefined, 10]);
  });

  test('subscribe_listenerThrows_theOthersReceive', async () => {
    const { counter, counts, errors, socket } = await shown();
    counter.subscribe(() => {
      throw new Error('broken');
    });
    await pass(0);
    socket.total('likes', 1);
    expect(counts().at(-1)).toBe(10);
    expect(errors.map(({ code }) => code)).toEqual(['listener-failed', 'listener-failed']);
  });

  test('subscribe_closedClient_throws', async () => {
    const { client } = platform();
    client.close();
    expect(() => client.counter('likes').subscribe(() => {})).toThrow(expect.objectContaining({ code: 'closed' }));
  });

  test('close_subscribedCounter_leavesNoTimer', async () => {
    const { client, counter, socket, counts } = await shown();
    socket.total('likes', 1, { minutes: { [MINUTE]: 2 } });
    void counter.press();
    socket.total('likes', 2);
    const before = counts().length;
    client.close();
    await pass(100);
    expect(counts()).toHaveLength(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('press_refused_fallsBack', async () => {
    const { api, counter, counts, socket } = await shown();
    socket.total('likes', 1);
    api.next.push(json(400, { type: 'urn:tally:problem:x', title: 'No' }));
    const press = counter.press();
    await pass(10);
    expect(await press).toMatchObject({ outcome: 'refused' });
    expect([...new Set(counts())]).toEqual([undefined, 10, 11]);
    expect(counter.view().count).toBe(10);
  });
});

describe('a shard that lags', () => {
  test('count_onlyIncrements_neverFallsAndEndsExact', async () => {
    const { api, counter, counts, socket } = await shown({ coalesceMs: 0 });
    let accepted = 0;
    api.always = ({ key }) => {
      const sequence = ++accepted;
      const receipt = { shard: `eu-west-1#${sequence % 2}`, sequence: String(sequence) };
      return json(202, { clickId: key, acceptedAt: new Date().toISOString(), epoch: EPOCH, receipt });
    };
    socket.total('likes', 0);
    for (let press = 0; press < 55; press++) {
      void counter.press();
      await pass(20);
    }
    socket.total('likes', 1, { count: 28, watermarks: { 'eu-west-1#1': '55' } });
    for (let waited = 0; waited < 600_000; waited += 1_000) {
      await pass(1_000);
      FakeSocket.last.frame({ type: 'pong' });
    }
    expect(counter.view().count).toBe(55);
    FakeSocket.last.total('likes', 2, { count: 55, watermarks: { 'eu-west-1#0': '54', 'eu-west-1#1': '55' } });
    await pass(100);
    expect(counter.view().count).toBe(55);
    const numbers = counts().slice(1) as number[];
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
  });
});

describe('a server that was restarted', () => {
  test.each([195, 169])('count_openPageAt%i_isTheNewCount', async (count) => {
    const { counter, socket } = await shown();
    socket.total('likes', 7, { count });
    socket.total('likes', 1, { count: 26, epoch: RESTARTED });
    await pass(100);
    expect(counter.view().count).toBe(26);
    socket.total('likes', 8, { count: count + 1 });
    await pass(100);
    expect(counter.view().count).toBe(26);
  });
});

describe('rate', () => {
  test('rate_newEpoch_startsAgain', async () => {
    const { counter, socket } = await shown();
    socket.total('likes', 7, { count: 195 });
    await pass(1_000);
    socket.total('likes', 1, { count: 26, epoch: RESTARTED });
    expect(counter.rate()).toBe(0);
    await pass(2_000);
    socket.total('likes', 2, { count: 36, epoch: RESTARTED });
    expect(counter.rate()).toBe(5);
  });

  test.each([
    ['TheSame', 40, 1],
    ['ANewer', 1_000, 2],
  ])('rate_afterTheLastListenerLeft_restartsWith%sTotal', async (_, count, version) => {
    const { counter, end, socket } = await shown();
    socket.total('likes', 1, { count: 40 });
    end();
    await pass(300_000);
    counter.subscribe(() => {});
    await pass(0);
    FakeSocket.last.open();
    FakeSocket.last.total('likes', version, { count });
    expect(counter.rate()).toBe(0);
    await pass(2_000);
    FakeSocket.last.total('likes', version + 1, { count: count + 10 });
    expect(counter.rate()).toBe(5);
  });
});

test.each([
  ['https://tally.test', undefined, 'wss://tally.test/ws'],
  ['http://localhost:8080/stage', undefined, 'ws://localhost:8080/ws'],
  ['', 'https://page.test/a/b', 'wss://page.test/ws'],
  ['/api', 'http://page.test:81/', 'ws://page.test:81/ws'],
  ['', undefined, undefined],
  ['', 'about:blank', undefined],
])('liveUrl_%j on %j', (httpUrl, page, url) => {
  expect(liveUrl(httpUrl, page)).toBe(url);
});
