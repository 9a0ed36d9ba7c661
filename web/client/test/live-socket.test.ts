import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionState, TallyError, Total } from '../src/index.js';
import { SUSPECT_AFTER_MS } from '../src/live-socket.js';
import { EPOCH, FakeSocket, pass, platform, RECEIPT, seeded } from './platform.js';

afterEach(() => vi.useRealTimers());

const MINUTE = 60_000;

/** Returns a client that is subscribed to `likes` over an open socket. */
async function subscribed(options: Parameters<typeof platform>[0] = {}) {
  const parts = platform(options);
  const totals: Total[] = [];
  const states: ConnectionState[] = [];
  parts.client.onConnection((state) => states.push(state));
  const unsubscribe = parts.client.subscribe('likes', (total) => totals.push(total));
  await pass(0);
  const socket = FakeSocket.last;
  socket.open();
  await pass(0);
  return { ...parts, socket, states, totals, unsubscribe };
}

/** Returns a client that subscribes to `likes` again right after its unsubscribe, while `other` keeps the socket. */
async function resubscribed() {
  const parts = await subscribed();
  parts.client.subscribe('other', () => {});
  parts.unsubscribe();
  await pass(2_010);
  parts.client.subscribe('likes', () => {});
  await pass(0);
  return parts;
}

/** Waits for the backoff, and returns the socket that replaces a lost one. */
async function reconnected(): Promise<FakeSocket> {
  const made = FakeSocket.made.length;
  await vi.advanceTimersToNextTimerAsync();
  expect(FakeSocket.made).toHaveLength(made + 1);
  return FakeSocket.last;
}

/** Lets time pass until the planned reconnect, and answers every ping. */
async function untilRenewal(): Promise<void> {
  for (let waited = 0; FakeSocket.made.length < 2 && waited < 116 * MINUTE; waited += 1_000) {
    await pass(1_000);
    FakeSocket.made[0]!.frame({ type: 'pong' });
  }
}

describe('connection', () => {
  test('open_clickInBackoff_sendsItAtOnce', async () => {
    const { api, client, socket } = await subscribed({ random: () => 0.999 });
    api.next.push(...Array.from({ length: 7 }, () => new TypeError('refused')));
    void client.press('likes');
    await pass(20_000);
    socket.drop();
    await pass(300); // The socket's first backoff is at most 250 ms. The click's backoff is about 15 s by now.
    const before = api.sent.length;
    FakeSocket.last.open();
    await pass(0);
    expect(api.sent).toHaveLength(before + 1);
  });

  test('open_duringServerPause_sendsNothing', async () => {
    const { api, client, socket } = await subscribed();
    api.next.push(new Response('{}', { status: 429, headers: { 'Retry-After': '30' } }));
    void client.press('likes');
    await pass(10);
    socket.drop();
    (await reconnected()).open();
    await pass(1_000);
    expect(api.sent).toHaveLength(1);
  });
});

describe('subscribe', () => {
  test('subscribe_counterNamedLikeAnObjectMember_receivesOnlyItsTotals', async () => {
    const { client, socket, totals } = await subscribed();
    const received: Total[] = [];
    client.subscribe('constructor', (total) => received.push(total));
    await pass(0);
    socket.frame(
      '{"type":"total","counter":"__proto__","count":1,"epoch":"eu-west-1.1","version":9,"updatedAt":null,"minutes":{},"viewers":1,"watermarks":{}}',
    );
    socket.total('constructor', 2);
    socket.total('toString', 5);
    expect(received.map(({ counter, version }) => [counter, version])).toEqual([['constructor', 2]]);
    expect(totals).toEqual([]);
  });

  test('subscribe_first_connectsAndSubscribesOnceOpen', async () => {
    const { client, socket, states } = await subscribed();
    expect(socket.url).toBe('ws://tally.test/ws');
    expect(socket.received).toEqual([{ action: 'subscribe', counters: ['likes'] }]);
    expect(states).toEqual(['connecting', 'open']);
    expect(client.connection).toBe('open');
  });

  test('subscribe_severalAtOnce_isOneMessage', async () => {
    const { client, socket } = await subscribed();
    ['a', 'b', 'c'].forEach((counter) => client.subscribe(counter, () => {}));
    await pass(0);
    expect(socket.received.slice(1)).toEqual([{ action: 'subscribe', counters: ['a', 'b', 'c'] }]);
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('subscribe_sameCounterAgain_receivesTheCurrentTotalAndSendsNothing', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 3);
    const received: number[] = [];
    client.subscribe('likes', ({ version }) => received.push(version));
    expect(received).toEqual([]);
    await pass(0);
    socket.total('likes', 4);
    expect(received).toEqual([3, 4]);
    expect(socket.times('subscribe')).toBe(1);
  });

  test('unsubscribe_last_unsubscribesAndClosesWithoutCounters', async () => {
    const { client, socket, totals, unsubscribe } = await subscribed();
    const second = client.subscribe('likes', () => {});
    const other = client.subscribe('other', () => {});
    unsubscribe();
    unsubscribe();
    await pass(5_000);
    expect(socket.times('unsubscribe')).toBe(0);
    second();
    await pass(2_000);
    expect(socket.received.at(-1)).toEqual({ action: 'unsubscribe', counters: ['likes'] });
    socket.total('likes', 9);
    expect(totals).toEqual([]);
    other();
    await pass(2_000);
    expect(socket.closed).toBe(true);
    expect(client.connection).toBe('closed');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('unsubscribe_thenSubscribeSoon_sendsNothing', async () => {
    const { client, socket, unsubscribe } = await subscribed();
    unsubscribe();
    await pass(1_000);
    client.subscribe('likes', () => {});
    await pass(MINUTE);
    expect(socket.times('unsubscribe')).toBe(0);
    expect(client.connection).toBe('open');
  });

  test('subscribe_50CountersWithTheLongestIds_fitsTheMessageLimit', async () => {
    const { client, socket } = await subscribed();
    const counters = Array.from({ length: 49 }, (_, i) => `${i}`.padStart(96, 'x'));
    for (const counter of counters) {
      client.subscribe(counter, () => {});
    }
    await pass(0);
    const messages = socket.received.slice(1);
    expect(messages.flatMap((message) => message.counters)).toEqual(counters);
    expect(messages.length).toBe(2);
    expect(Math.max(...messages.map((message) => JSON.stringify(message).length))).toBeLessThanOrEqual(4096);
  });

  test('subscribe_51stCounter_throwsUntilOneIsRemoved', async () => {
    const { client, socket, unsubscribe } = await subscribed();
    for (let counter = 1; counter < 50; counter++) {
      client.subscribe(`c${counter}`, () => {});
    }
    const tooMany = expect.objectContaining({ code: 'too-many-counters' }) as TallyError;
    expect(() => client.subscribe('c50', () => {})).toThrow(tooMany);
    expect(() => client.subscribe('c49', () => {})).not.toThrow();
    unsubscribe();
    client.subscribe('c50', () => {});
    await pass(0);
    expect(socket.received.slice(1).map(({ action }) => action)).toEqual(['unsubscribe', 'subscribe']);
    expect(socket.received[2]!.counters).toEqual(Array.from({ length: 50 }, (_, i) => `c${i + 1}`));
  });

  test('subscribe_soonAfterUnsubscribe_isRepeatedOnceSettled', async () => {
    const { socket } = await resubscribed();
    expect(socket.received.slice(2)).toEqual([
      { action: 'unsubscribe', counters: ['likes'] },
      { action: 'subscribe', counters: ['likes'] },
    ]);
    socket.total('likes', 1);
    socket.total('other', 1);
    await pass(4_989);
    expect(socket.received).toHaveLength(4);
    await pass(1);
    expect(socket.received.slice(4)).toEqual([{ action: 'subscribe', counters: ['likes'] }]);
    socket.total('likes', 1);
    await pass(4 * MINUTE);
    expect(socket.received).toHaveLength(5);
  });

  test('subscribe_repeatedWithoutATotal_isRepeatedAgain', async () => {
    const { socket } = await resubscribed();
    socket.total('likes', 1);
    socket.total('other', 1);
    await pass(15_000);
    expect(socket.received.slice(4)).toEqual(Array(2).fill({ action: 'subscribe', counters: ['likes'] }));
  });

  test('subscribe_counterRemovedForRoom_isRepeatedOnceSettled', async () => {
    const { client, socket, unsubscribe } = await subscribed();
    const ends = Array.from({ length: 49 }, (_, i) => client.subscribe(`c${i + 1}`, () => {}));
    unsubscribe();
    client.subscribe('c50', () => {});
    await pass(0);
    ends[0]!();
    client.subscribe('likes', () => {});
    await pass(0);
    for (let counter = 2; counter <= 50; counter++) {
      socket.total(`c${counter}`, 1);
    }
    socket.total('likes', 1);
    const before = socket.received.length;
    await pass(5_000);
    expect(socket.received.slice(before)).toEqual([{ action: 'subscribe', counters: ['likes'] }]);
  });

  test('subscribe_afterTheUnsubscribeIsSettled_isSentOnce', async () => {
    const { client, socket, unsubscribe } = await subscribed();
    client.subscribe('other', () => {});
    await pass(0);
    socket.total('likes', 1);
    socket.total('other', 1);
    const timers = vi.getTimerCount();
    unsubscribe();
    await pass(7_000);
    expect(vi.getTimerCount()).toBe(timers);
    client.subscribe('likes', () => {});
    await pass(0);
    socket.total('likes', 1);
    await pass(MINUTE);
    expect(socket.received.slice(2).map(({ action }) => action)).toEqual(['unsubscribe', 'subscribe']);
  });

  test('subscribe_manyRepeats_areAtMostOneMessageInFiveSeconds', async () => {
    const { client, socket } = await subscribed();
    const counters = Array.from({ length: 10 }, (_, i) => `c${i}`);
    const ends = counters.map((counter) => client.subscribe(counter, () => {}));
    for (let step = 0; step < 100; step++) {
      await pass(0);
      ['likes', ...counters].forEach((counter) => socket.total(counter, 1));
      ends[step % 10]!();
      await pass(2_010);
      ends[step % 10] = client.subscribe(counters[step % 10]!, () => {});
    }
    const repeats = socket.times('subscribe') - 2 - 99;
    expect(repeats).toBeGreaterThan(30);
    expect(repeats).toBeLessThanOrEqual((100 * 2_010) / 5_000);
  });

  test('subscribe_messagesTakeEffectInAnyOrder_everyListenerEndsAsAViewer', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seeded(seed);
      const viewed = new Set<string>();
      class SlowSocket extends FakeSocket {
        override send(data: string): void {
          super.send(data);
          const { action, counters } = this.received.at(-1)!;
          setTimeout(() => {
            counters?.forEach((counter) => (action === 'subscribe' ? viewed.add(counter) : viewed.delete(counter)));
            counters?.forEach((counter) => action === 'subscribe' && this.total(counter, 1));
          }, random() * 4_900);
        }
      }
      const { client } = await subscribed({ WebSocket: SlowSocket });
      const listening = new Map<string, () => void>();
      for (let step = 0; step < 60; step++) {
        const counter = `c${Math.floor(random() * 5)}`;
        const end = listening.get(counter);
        end?.();
        if (!listening.delete(counter)) {
          listening.set(
            counter,
            client.subscribe(counter, () => {}),
          );
        }
        await pass(random() * 3_000);
      }
      await pass(20_000);
      expect([...viewed]).toEqual(expect.arrayContaining(['likes', ...listening.keys()]));
      client.close();
    }
  });

  test('close_afterUnsubscribeAndSubscribe_leavesNoTimer', async () => {
    const { client, socket } = await resubscribed();
    expect(socket.times('subscribe')).toBe(3);
    client.close();
    expect(vi.getTimerCount()).toBe(0);
    await pass(MINUTE);
    expect(socket.times('subscribe')).toBe(3);
  });

  test('subscribe_withoutWebSocket_throws', () => {
    const { client } = platform({ httpUrl: '', wsUrl: undefined });
    expect(() => client.subscribe('likes', () => {})).toThrow(
      expect.objectContaining({ code: 'no-websocket' }) as TallyError,
    );
  });

  test('subscribe_noFirstTotal_subscribesAgain', async () => {
    const { socket } = await subscribed();
    await pass(10_000);
    expect(socket.times('subscribe')).toBe(2);
    await pass(20_000);
    expect(socket.times('subscribe')).toBe(3);
    socket.total('likes', 1);
    await pass(MINUTE);
    expect(socket.times('subscribe')).toBe(3);
  });
});

describe('totals', () => {
  test('total_anyOrderAcrossReconnects_highestVersionWins', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = seeded(seed);
      const { client, totals } = await subscribed({ random });
      let highest = -1;
      for (let step = 0; step < 60; step++) {
        const version = Math.floor(random() * 30);
        FakeSocket.last.total('likes', version);
        highest = Math.max(highest, version);
        expect(totals.at(-1)!.version).toBe(highest);
        if (random() < 0.1) {
          FakeSocket.last.drop();
          await reconnected();
          FakeSocket.last.open();
        }
      }
      const versions = totals.map((total) => total.version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      client.close();
    }
  });

  test('total_sameVersion_isReceivedOnlyIfViewersChanged', async () => {
    const { socket, totals } = await subscribed();
    socket.total('likes', 1, { viewers: 1 });
    socket.total('likes', 1, { viewers: 1 });
    socket.total('likes', 1, { viewers: 2 });
    socket.total('likes', 0, { viewers: 3 });
    socket.total('likes', 2, { viewers: 2, minutes: { '29000000': 4 }, updatedAt: null });
    expect(totals.map(({ version, viewers }) => [version, viewers])).toEqual([
      [1, 1],
      [1, 2],
      [2, 2],
    ]);
    expect(totals[2]).toEqual({
      counter: 'likes',
      count: 20,
      epoch: EPOCH,
      version: 2,
      updatedAt: null,
      minutes: { '29000000': 4 },
      viewers: 2,
      watermarks: {},
    });
  });

  test('total_epochs_laterOrAnotherRegionsWins', async () => {
    const { socket, totals } = await subscribed();
    socket.total('likes', 9);
    socket.total('likes', 99, { epoch: 'eu-west-1.2026-11-22T09:00:00.000' });
    socket.total('likes', 2, { epoch: 'eu-west-1.2026-11-22T11:00:00.000' });
    socket.total('likes', 10);
    socket.total('likes', 1, { epoch: 'eu-central-1.2026-11-22T08:00:00.000' });
    expect(totals.map(({ version }) => version)).toEqual([9, 2, 1]);
  });

  test('total_asOf_isPresentIfSent', async () => {
    const { socket, totals } = await subscribed();
    socket.total('likes', 1, { asOf: '2026-11-22T10:00:25.080Z' });
    socket.total('likes', 2, { asOf: null });
    socket.total('likes', 3);
    expect(totals.map(({ asOf }) => asOf)).toEqual(['2026-11-22T10:00:25.080Z', undefined, undefined]);
    expect(totals.map((total) => 'asOf' in total)).toEqual([true, false, false]);
  });

  test('total_viewersAtLeast_isPresentIfTrue', async () => {
    const { socket, totals } = await subscribed();
    socket.total('likes', 1, { viewersAtLeast: true });
    socket.total('likes', 1, { viewersAtLeast: 'yes' });
    expect(totals.map((total) => total.viewersAtLeast)).toEqual([true, undefined]);
  });

  test('total_listenerThrows_othersReceiveIt', async () => {
    const { client, errors, socket } = await subscribed();
    const received: number[] = [];
    client.subscribe('likes', () => {
      throw new Error('mine');
    });
    client.subscribe('likes', ({ count }) => received.push(count));
    socket.total('likes', 1);
    expect(received).toEqual([10]);
    expect(errors).toMatchObject([{ code: 'listener-failed' }]);
  });

  test.each([
    '',
    'null',
    '[]',
    '{',
    '{}',
    '{"type":"surprise"}',
    '{"message":"Internal server error","connectionId":"x="}',
    '{"type":"total","counter":"likes"}',
    '{"type":"total","counter":"likes","count":"1","epoch":"eu-west-1.1","version":1,"updatedAt":null,"minutes":{},"viewers":1,"watermarks":{}}',
    '{"type":"total","counter":"likes","count":1,"epoch":"eu-west-1.1","version":1,"updatedAt":null,"minutes":{"a":1},"viewers":1,"watermarks":{}}',
    '{"type":"total","counter":"likes","count":1,"epoch":"eu-west-1.1","version":1,"updatedAt":null,"minutes":[],"viewers":1,"watermarks":{}}',
    ...[
      '"epoch":"eu-west-1"',
      '"epoch":null',
      '"watermarks":[]',
      '"watermarks":{"a":7}',
      '"watermarks":{"a":"-7"}',
    ].map(
      (invalid) =>
        '{"type":"total","counter":"likes","count":1,"epoch":"eu-west-1.1","version":1,"updatedAt":null,' +
        `"minutes":{},"viewers":1,"watermarks":{},${invalid}}`,
    ),
    '{"type":"error"}',
  ])('frame_%s_isReportedAndIgnored', async (frame) => {
    const { client, errors, socket, totals } = await subscribed();
    socket.frame(frame);
    socket.onmessage!({ data: new ArrayBuffer(3) });
    expect(errors.map(({ code }) => code)).toEqual(['malformed-frame', 'malformed-frame']);
    expect(totals).toEqual([]);
    expect(client.connection).toBe('open');
  });

  test('frame_error_isReported', async () => {
    const { errors, socket } = await subscribed();
    socket.frame({ type: 'error', code: 'too-many', message: 'at most 50' });
    expect(errors).toMatchObject([{ code: 'server-error', serverCode: 'too-many', message: 'at most 50' }]);
  });

  test('frame_countBeyond2To53_isRounded', async () => {
    const { socket, totals } = await subscribed();
    const frame =
      '{"type":"total","counter":"likes","count":9007199254740993,"epoch":"eu-west-1.1","version":1,"updatedAt":null';
    socket.frame(`${frame},"minutes":{},"viewers":1,"watermarks":{}}`);
    expect(totals[0]!.count).toBe(9007199254740992);
  });
});

describe('reconnect', () => {
  test('lost_repeatedly_backsOffWithFullJitterUpToTheCap', async () => {
    const { client, socket, states } = await subscribed({ random: () => 0.999_999 });
    const delays: number[] = [];
    let last = socket;
    for (let loss = 0; loss < 10; loss++) {
      const lostAt = Date.now();
      last.drop();
      expect(client.connection).toBe('waiting');
      last = await reconnected();
      delays.push(last.at - lostAt);
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(states.slice(0, 5)).toEqual(['connecting', 'open', 'waiting', 'connecting', 'waiting']);
  });

  test('lost_anyJitter_backoffStaysWithinTheBound', async () => {
    const { socket } = await subscribed({ random: seeded(5) });
    let last = socket;
    for (let loss = 0; loss < 100; loss++) {
      const lostAt = Date.now();
      last.drop();
      last = await reconnected();
      expect(last.at - lostAt).toBeLessThanOrEqual(Math.min(30_000, 250 * 2 ** loss));
    }
  });

  test('lost_afterAStableConnection_startsTheBackoffAgain', async () => {
    const { socket } = await subscribed({ random: () => 0.999_999 });
    socket.drop();
    await pass(250);
    FakeSocket.last.drop();
    await pass(500);
    FakeSocket.last.open();
    await pass(30_000);
    FakeSocket.last.drop();
    const made = FakeSocket.made.length;
    await pass(250);
    expect(FakeSocket.made).toHaveLength(made + 1);
  });

  test('reconnected_subscribesToAllAgain', async () => {
    const { client, socket } = await subscribed();
    client.subscribe('other', () => {});
    await pass(0);
    socket.drop();
    await pass(250);
    FakeSocket.last.open();
    expect(FakeSocket.last.received).toEqual([{ action: 'subscribe', counters: ['likes', 'other'] }]);
  });

  test('connecting_hangs_isLostAfterTenSeconds', async () => {
    const { client } = platform();
    client.subscribe('likes', () => {});
    await pass(9_999);
    expect(client.connection).toBe('connecting');
    await pass(1);
    expect(client.connection).toBe('waiting');
    expect(FakeSocket.last.closed).toBe(true);
  });

  test('connecting_constructorThrows_isReportedAndRetried', async () => {
    let made = 0;
    class Forbidden extends FakeSocket {
      constructor(url: string) {
        super(url);
        made++;
        throw new Error('insecure');
      }
    }
    const { client, errors } = platform({ WebSocket: Forbidden });
    client.subscribe('likes', () => {});
    await pass(5_000);
    expect(made).toBeGreaterThan(2);
    expect(errors[0]).toMatchObject({ code: 'connection-failed' });
    client.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('online_whileWaiting_connectsAtOnce', async () => {
    const { client, go, socket } = await subscribed();
    socket.drop();
    go('offline');
    expect(client.connection).toBe('offline');
    await pass(MINUTE);
    expect(FakeSocket.made).toHaveLength(1);
    go('online');
    expect(client.connection).toBe('connecting');
    await pass(0);
    expect(FakeSocket.made).toHaveLength(2);
  });

  test('lost_whileOffline_waitsForTheNetwork', async () => {
    const { client, go, socket } = await subscribed();
    go('offline');
    expect(socket.times('ping')).toBe(1);
    await pass(20_000);
    expect(client.connection).toBe('offline');
    go('online');
    expect(client.connection).toBe('connecting');
  });
});

describe('too-many-subscriptions', () => {
  const REJECTED = { type: 'error', code: 'too-many-subscriptions', message: 'at most 50' };

  /** Returns a client with 50 counters, in which `c50` has just replaced `likes`. */
  async function full() {
    const parts = await subscribed();
    for (let counter = 1; counter < 50; counter++) {
      parts.client.subscribe(`c${counter}`, () => {});
    }
    await pass(0);
    parts.socket.total('likes', 1);
    for (let counter = 1; counter < 50; counter++) {
      parts.socket.total(`c${counter}`, 1);
    }
    parts.unsubscribe();
    parts.client.subscribe('c50', () => {});
    await pass(0);
    expect(parts.socket.received.slice(2)).toEqual([
      { action: 'unsubscribe', counters: ['likes'] },
      { action: 'subscribe', counters: ['c50'] },
    ]);
    return parts;
  }

  test('rejected_noUnsettledUnsubscribe_newSocketSubscribesToCurrentCounters', async () => {
    const { client, errors, socket, totals, unsubscribe } = await subscribed();
    client.subscribe('other', () => {});
    await pass(0);
    unsubscribe();
    await pass(MINUTE);
    client.subscribe('third', () => {});
    await pass(0);
    socket.frame(REJECTED);
    expect(errors).toMatchObject([{ code: 'server-error', serverCode: 'too-many-subscriptions' }]);
    expect(socket.closed).toBe(true);
    expect(client.connection).toBe('waiting');
    const next = await reconnected();
    next.open();
    expect(next.received).toEqual([{ action: 'subscribe', counters: ['other', 'third'] }]);
    socket.total('third', 1);
    next.total('third', 2);
    expect(client.connection).toBe('open');
    expect(totals).toEqual([]);
  });

  test('rejected_repeatedly_backsOff', async () => {
    const { socket } = await subscribed({ random: () => 0.999_999 });
    const delays: number[] = [];
    let last = socket;
    for (let rejection = 0; rejection < 10; rejection++) {
      const rejectedAt = Date.now();
      last.frame(REJECTED);
      last = await reconnected();
      delays.push(last.at - rejectedAt);
      last.open();
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('rejected_unsettledUnsubscribe_keepsTheSocketAndRepeatsOnceSettled', async () => {
    const { client, socket } = await full();
    socket.frame(REJECTED);
    await pass(4_999);
    expect(socket.received).toHaveLength(4);
    await pass(1);
    expect(socket.received.slice(4)).toEqual([{ action: 'subscribe', counters: ['c50'] }]);
    socket.total('c50', 1);
    await pass(MINUTE);
    expect(socket.received).toHaveLength(5);
    expect(client.connection).toBe('open');
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('rejected_unsubscribeWasLost_newSocketSubscribesTo50', async () => {
    const { client, socket } = await full();
    socket.frame(REJECTED);
    await pass(5_000);
    socket.frame(REJECTED);
    expect(client.connection).toBe('waiting');
    const next = await reconnected();
    next.open();
    expect(next.received).toEqual([
      { action: 'subscribe', counters: Array.from({ length: 50 }, (_, i) => `c${i + 1}`) },
    ]);
  });

  test('rejected_duringEndlessUnsubscribes_closesTheSocketEventually', async () => {
    const { client, socket } = await subscribed();
    let end = client.subscribe('c0', () => {});
    for (let step = 1; FakeSocket.made.length === 1; step++) {
      expect(step).toBeLessThan(20);
      await pass(0);
      socket.total('likes', 1);
      end();
      end = client.subscribe(`c${step}`, () => {});
      await pass(2_500);
      socket.frame(REJECTED);
      await pass(250);
    }
    expect(socket.closed).toBe(true);
  });

  test('rejected_occasionallyWithRoomSoonAfter_keepsTheSocket', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    let end = client.subscribe('c0', () => {});
    for (let step = 1; step <= 20; step++) {
      await pass(0);
      end();
      end = client.subscribe(`c${step}`, () => {});
      await pass(2_500);
      socket.frame(REJECTED);
      socket.total(`c${step}`, 1);
    }
    expect(FakeSocket.made).toHaveLength(1);
    expect(client.connection).toBe('open');
  });

  test('rejected_duringTheOverlap_keepsTheOldSocket', async () => {
    const { client, socket } = await subscribed();
    await untilRenewal();
    FakeSocket.last.open();
    FakeSocket.last.frame(REJECTED);
    expect(FakeSocket.last.closed).toBe(true);
    expect(socket.closed).toBe(false);
    expect(client.connection).toBe('open');
    await pass(250);
    expect(FakeSocket.made).toHaveLength(3);
  });
});

describe('ping', () => {
  test('ping_answered_keepsTheConnection', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    for (let pings = 1; pings <= 13; pings++) {
      await pass(8 * MINUTE);
      expect(socket.times('ping')).toBe(pings);
      socket.frame({ type: 'pong' });
    }
    expect(client.connection).toBe('open');
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('ping_messageInEitherDirection_isDueEightMinutesLater', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    await pass(7 * MINUTE);
    socket.total('likes', 2);
    await pass(7 * MINUTE);
    client.subscribe('other', () => {});
    await pass(0);
    socket.total('other', 1);
    await pass(8 * MINUTE - 1);
    expect(socket.times('ping')).toBe(0);
    await pass(1);
    expect(socket.times('ping')).toBe(1);
  });

  test('ping_notAnsweredOnce_isSentAgainAndKeepsTheConnection', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    await pass(8 * MINUTE + 10_000);
    expect(socket.times('ping')).toBe(2);
    socket.frame({ type: 'pong' });
    await pass(7 * MINUTE);
    expect(client.connection).toBe('open');
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('ping_notAnsweredTwice_closesAndReconnects', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    await pass(8 * MINUTE + 19_999);
    expect(socket.closed).toBe(false);
    await pass(1);
    expect(socket.closed).toBe(true);
    expect(client.connection).toBe('waiting');
    await pass(250);
    expect(FakeSocket.made).toHaveLength(2);
  });
});

describe('a crowd', () => {
  test('lost_viewersOfACrowd_reconnectOverTheServersTime', async () => {
    const random = seeded(22);
    const waits: number[] = [];
    for (let viewer = 0; viewer < 400; viewer++) {
      const { client, socket } = await subscribed({ random });
      client.subscribe('small', () => {});
      await pass(0);
      socket.total('likes', 1, { viewers: 10_000, reconnectWithinSeconds: 40 });
      socket.total('small', 1, { viewers: 1 });
      const made = FakeSocket.made.length;
      const lostAt = Date.now();
      socket.drop();
      await vi.advanceTimersToNextTimerAsync();
      expect(FakeSocket.made).toHaveLength(made + 1);
      waits.push(Date.now() - lostAt);
      client.close();
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(40_250);
    for (let quarter = 0; quarter < 4; quarter++) {
      const some = waits.filter((wait) => wait >= quarter * 10_000 && wait < (quarter + 1) * 10_000);
      expect(some.length).toBeGreaterThan(60);
      expect(some.length).toBeLessThan(140);
    }
  });

  test('lost_fewViewers_reconnectAtOnce', async () => {
    const { socket } = await subscribed({ random: () => 0.999 });
    socket.total('likes', 1, { viewers: 249 });
    socket.drop();
    await pass(250);
    expect(FakeSocket.made).toHaveLength(2);
  });

  test('appeared_duringACrowdsReconnects_connectsAtOnce', async () => {
    const { events, socket } = await subscribed({ random: () => 0.999 });
    socket.total('likes', 1, { viewers: 10_000, reconnectWithinSeconds: 40 });
    socket.drop();
    await pass(1_000);
    expect(FakeSocket.made).toHaveLength(1);
    events.dispatchEvent(new Event('visibilitychange'));
    await pass(0);
    expect(FakeSocket.made).toHaveLength(2);
  });
});

describe('planned reconnect', () => {
  test('renew_beforeTheGatewayCloses_subscribesBeforeTheOldSocketIsClosed', async () => {
    const { client, socket, states, totals } = await subscribed();
    socket.total('likes', 1);
    await untilRenewal();
    const next = FakeSocket.last;
    expect(next.at - socket.at).toBeGreaterThanOrEqual(110 * MINUTE);
    expect(next.at - socket.at).toBeLessThanOrEqual(115 * MINUTE);
    socket.total('likes', 2);
    next.open();
    expect(next.received).toEqual([{ action: 'subscribe', counters: ['likes'] }]);
    expect(socket.closed).toBe(false);
    socket.total('likes', 3);
    next.total('likes', 2);
    expect(socket.closed).toBe(true);
    next.total('likes', 4);
    expect(totals.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(client.connection).toBe('open');
    expect(states).toEqual(['connecting', 'open']);
  });

  test('renew_newSocketWithoutTotals_replacesTheOldAfterTenSeconds', async () => {
    const { socket } = await subscribed();
    await untilRenewal();
    FakeSocket.last.open();
    await pass(9_999);
    expect(socket.closed).toBe(false);
    await pass(1);
    expect(socket.closed).toBe(true);
  });

  test('renew_newSocketFails_keepsTheOldAndRetries', async () => {
    const { client, socket } = await subscribed();
    await untilRenewal();
    FakeSocket.last.drop();
    expect(socket.closed).toBe(false);
    expect(client.connection).toBe('open');
    await pass(250);
    expect(FakeSocket.made).toHaveLength(3);
  });

  test('renew_oldSocketIsLost_newSocketReplacesIt', async () => {
    const { client, socket } = await subscribed();
    await untilRenewal();
    socket.drop();
    expect(client.connection).toBe('connecting');
    FakeSocket.last.open();
    expect(client.connection).toBe('open');
    await pass(MINUTE);
    expect(FakeSocket.made).toHaveLength(2);
  });

  test('subscribe_duringTheOverlap_goesToBoth', async () => {
    const { client, socket } = await subscribed();
    await untilRenewal();
    FakeSocket.last.open();
    client.subscribe('other', () => {});
    await pass(0);
    for (const open of [socket, FakeSocket.last]) {
      expect(open.received.at(-1)).toEqual({ action: 'subscribe', counters: ['other'] });
    }
  });
});

describe('close', () => {
  test('close_subscribed_closesSocketsTimersAndListeners', async () => {
    const { client, errors, events, socket, states, totals } = await subscribed();
    const removed = vi.spyOn(events, 'removeEventListener');
    client.close();
    expect(socket.closed).toBe(true);
    expect(states.at(-1)).toBe('closed');
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalledTimes(8);
    socket.total('likes', 5);
    socket.drop();
    events.dispatchEvent(new Event('online'));
    await pass(MINUTE);
    expect(FakeSocket.made).toHaveLength(1);
    expect([totals, errors]).toEqual([[], []]);
  });

  test('close_connectingOrWaiting_leavesNoTimer', async () => {
    const { client, socket } = await subscribed();
    socket.drop();
    client.close();
    expect(vi.getTimerCount()).toBe(0);
    await pass(MINUTE);
    expect(FakeSocket.made).toHaveLength(1);
  });
});

describe('a socket that may be dead', () => {
  const SHOWN = ['visibilitychange', 'pageshow', 'focus', 'resume'];

  test('check_severalEventsAtOnce_isOnePing', async () => {
    const { events, socket } = await subscribed();
    SHOWN.forEach((type) => events.dispatchEvent(new Event(type)));
    expect(socket.times('ping')).toBe(1);
    socket.frame({ type: 'pong' });
    await pass(20_000);
    expect(FakeSocket.made).toHaveLength(1);
  });

  test.each(SHOWN)('check_%s_noAnswer_replacesTheSocketAndKeepsTheNumber', async (type) => {
    const { client, events, socket, states, totals } = await subscribed();
    socket.total('likes', 1);
    events.dispatchEvent(new Event(type));
    await pass(SUSPECT_AFTER_MS);
    expect(FakeSocket.made).toHaveLength(2);
    expect(socket.closed).toBe(false);
    FakeSocket.last.open();
    await pass(0);
    FakeSocket.last.total('likes', 5);
    expect(totals.map(({ version }) => version)).toEqual([1, 5]);
    expect(socket.closed).toBe(true);
    expect(states).toEqual(['connecting', 'open']);
    await pass(60_000);
    expect(FakeSocket.made).toHaveLength(2);
    expect(client.connection).toBe('open');
  });

  test('check_hiddenPage_sendsNothing', async () => {
    const { events, socket } = await subscribed();
    const hidden = new Event('visibilitychange');
    Object.defineProperty(hidden, 'target', { value: { visibilityState: 'hidden' } });
    events.dispatchEvent(hidden);
    expect(socket.times('ping')).toBe(0);
  });

  test('check_answerAfterTheReplacementBegan_interruptsNothing', async () => {
    const { events, socket, states } = await subscribed();
    events.dispatchEvent(new Event('focus'));
    await pass(SUSPECT_AFTER_MS);
    socket.frame({ type: 'pong' });
    FakeSocket.last.drop();
    await pass(9_000);
    expect(socket.closed).toBe(false);
    expect(states).toEqual(['connecting', 'open']);
    FakeSocket.last.open();
    await pass(0);
    FakeSocket.last.total('likes', 1);
    expect(socket.closed).toBe(true);
  });

  test('check_deadSocketAndDeadServer_isWaiting', async () => {
    const { client, events } = await subscribed();
    events.dispatchEvent(new Event('focus'));
    for (let waited = 0; waited < 25_000; waited += 500) {
      await pass(500);
      FakeSocket.made.slice(1).forEach((made) => made.drop());
    }
    expect(client.connection).toBe('waiting');
  });

  test('check_duringTheBackoff_connectsAtOnce', async () => {
    const { events, socket } = await subscribed({ random: () => 0.999 });
    socket.drop();
    events.dispatchEvent(new Event('visibilitychange'));
    await pass(0);
    expect(FakeSocket.made).toHaveLength(2);
  });

  test('press_acceptedDuringTheBackoff_doesNotEndIt', async () => {
    const { client, socket } = await subscribed({ random: () => 0.999 });
    socket.total('likes', 1);
    for (let losses = 0; losses < 7; losses++) {
      FakeSocket.last.drop();
      await vi.advanceTimersToNextTimerAsync();
    }
    FakeSocket.last.drop();
    const made = FakeSocket.made.length;
    void client.press('likes');
    await pass(10_000);
    expect(FakeSocket.made).toHaveLength(made);
  });

  test('press_acceptedButInNoTotalFor3Seconds_isOnePing', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    void client.press('likes');
    await pass(2_900);
    expect(socket.times('ping')).toBe(0);
    await pass(200);
    expect(socket.times('ping')).toBe(1);
    socket.frame({ type: 'pong' });
    await pass(60_000);
    expect(socket.times('ping')).toBe(1);
    expect(FakeSocket.made).toHaveLength(1);
  });

  test('press_inATotalWithin3Seconds_sendsNoPing', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    void client.press('likes');
    await pass(1_000);
    socket.total('likes', 2, { watermarks: { [RECEIPT.shard]: RECEIPT.sequence } });
    await pass(60_000);
    expect(socket.times('ping')).toBe(0);
  });

  test('press_manyWhileAShardLags_pingsAtMostEvery3Seconds', async () => {
    const { client, socket } = await subscribed();
    socket.total('likes', 1);
    for (let waited = 0; waited < 30_000; waited += 100) {
      void client.press('likes');
      await pass(100);
      socket.frame({ type: 'pong' });
    }
    expect(socket.times('ping')).toBeGreaterThan(5);
    expect(socket.times('ping')).toBeLessThanOrEqual(10);
  });
});
