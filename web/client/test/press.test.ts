import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TallyError } from '../src/index.js';
import { timeOf } from '../src/uuid.js';
import {
  accepted,
  currentOutcome,
  EPOCH,
  json,
  MemoryStorage,
  pass,
  platform,
  RECEIPT,
  seeded,
  START,
  type Sent,
} from './platform.js';

afterEach(() => vi.useRealTimers());

/** Accepts ids of up to 30 s ahead and 4 minutes of age, as the server does. */
function withinWindow(click: Sent): Response {
  const age = Date.now() - timeOf(click.key);
  const date = { Date: new Date().toUTCString() };
  return age < -30_000 ? json(422, {}, date) : age > 240_000 ? json(409, {}, date) : accepted(click);
}

describe('press', () => {
  test('press_once_isSentAtOnce', async () => {
    const { api, client, outcomes } = platform();
    const press = client.press('likes');
    await pass(0);
    expect(api.sent).toEqual([{ at: START, key: expect.any(String) as string, counter: 'likes', delta: 1 }]);
    expect(timeOf(api.sent[0]!.key)).toBe(START);
    expect(await press).toEqual({
      outcome: 'accepted',
      clickId: api.sent[0]!.key,
      counter: 'likes',
      delta: 1,
      acceptedAt: '2026-11-22T10:00:00.000Z',
      epoch: EPOCH,
      receipt: RECEIPT,
      repeated: false,
    });
    expect(outcomes).toEqual([await press]);
    expect(api.urls).toEqual(['http://tally.test/v1/counters/likes/clicks']);
  });

  test('press_soonAfterAnother_isCombinedUntilTheWindowEnds', async () => {
    const { api, client } = platform();
    void client.press('likes');
    await pass(30);
    void client.press('likes', 2);
    await pass(30);
    void client.press('likes', 3);
    await pass(39);
    expect(api.sent.map(({ delta }) => delta)).toEqual([1]);
    await pass(1);
    expect(api.sent.map(({ at, delta }) => [at - START, delta])).toEqual([
      [0, 1],
      [100, 5],
    ]);
  });

  test('press_everyTenMilliseconds_isTenClicksASecond', async () => {
    const { api, client } = platform();
    for (let press = 0; press < 100; press++) {
      void client.press('likes');
      await pass(10);
    }
    await pass(100);
    expect(api.sent.length).toBeLessThanOrEqual(11);
    expect(api.sent.reduce((sum, { delta }) => sum + delta, 0)).toBe(100);
  });

  test('press_everyWindowWithLateTimers_isSentAtOnceEachTime', async () => {
    const { api, client } = platform();
    for (let press = 0; press < 20; press++) {
      void client.press('likes');
      vi.setSystemTime(Date.now() + 3); // Makes each timer 3 ms late.
      await pass(0);
      expect(api.sent).toHaveLength(press + 1);
      await pass(97);
    }
  });

  test('press_clockSetBack_waitsAtMostOneWindow', async () => {
    const { api, client } = platform();
    void client.press('likes');
    await pass(10);
    vi.setSystemTime(START - 3_600_000);
    void client.press('likes');
    await pass(100);
    expect(api.sent).toHaveLength(2);
  });

  test('press_rapidly_isOneClickWithOneOutcome', async () => {
    const { api, client } = platform();
    const presses = [client.press('likes'), client.press('likes', 5), client.press('likes', -2), client.press('other')];
    await pass(100);
    expect(api.sent.map(({ counter, delta }) => [counter, delta])).toEqual([
      ['likes', 4],
      ['other', 1],
    ]);
    const [first, second, third] = await Promise.all(presses);
    expect(second).toBe(first);
    expect(third).toBe(first);
  });

  test('press_sumBeyondTheBound_isSplitWithoutLoss', async () => {
    const { api, client } = platform();
    const random = seeded(3);
    let pressed = 0;
    for (let press = 0; press < 500; press++) {
      const delta = Math.floor(random() * 2001) - 1000 || 1;
      pressed += delta;
      void client.press('likes', delta);
    }
    expect(client.pending('likes').sum).toBe(pressed);
    await pass(1000);
    expect(api.sent.every(({ delta }) => delta !== 0 && Math.abs(delta) <= 1000)).toBe(true);
    expect(api.sent.reduce((sum, { delta }) => sum + delta, 0)).toBe(pressed);
    expect(new Set(api.sent.map(({ key }) => key)).size).toBe(api.sent.length);
    expect(client.allPending().size).toBe(0);
  });

  test('press_1000And1_isTwoClicks', async () => {
    const { api, client } = platform();
    void client.press('likes', 1000);
    void client.press('likes', 1);
    await pass(100);
    expect(api.sent.map(({ delta }) => delta)).toEqual([1000, 1]);
  });

  test('press_sumIsZero_sendsNothing', async () => {
    const { api, client, outcomes } = platform();
    const presses = [client.press('likes', 3), client.press('likes', -3)];
    await pass(100);
    expect(await Promise.all(presses)).toEqual([
      { outcome: 'no-click', counter: 'likes', delta: 0 },
      { outcome: 'no-click', counter: 'likes', delta: 0 },
    ]);
    expect(api.sent).toEqual([]);
    expect(outcomes).toEqual([]);
    expect(client.pending('likes')).toEqual({ clicks: 0, sum: 0 });
  });

  test.each([0, 1001, -1001, 1.5, NaN])('press_delta%s_isRejected', async (delta) => {
    const { client } = platform();
    await expect(client.press('likes', delta)).rejects.toMatchObject({ code: 'invalid-delta' });
  });

  const INVALID_COUNTERS = [
    '',
    '-a',
    'a b',
    'a/b',
    'posts',
    'hot',
    'like~',
    'updown~',
    'clap~',
    'x'.repeat(97),
    '..',
    '%2e%2e',
    '__proto__',
    '${jndi:x}',
    '#sort',
  ];

  test('press_countersNamedLikeObjectMembers_areAccepted', async () => {
    const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'];
    const { api, client } = platform();
    expect(names.map((name) => client.pending(name))).toEqual(names.map(() => ({ clicks: 0, sum: 0 })));
    const outcomes = names.map((name) => client.press(name, 3));
    expect([...client.allPending()]).toEqual(names.map((name) => [name, { clicks: 1, sum: 3 }]));
    await pass(10);
    expect(await Promise.all(outcomes)).toMatchObject(names.map(() => ({ outcome: 'accepted' })));
    expect(api.sent.map(({ counter, delta }) => [counter, delta])).toEqual(names.map((name) => [name, 3]));
  });

  test.each(INVALID_COUNTERS)('press_counter%j_isRejected', async (counter) => {
    const { client } = platform();
    await expect(client.press(counter)).rejects.toMatchObject({ code: 'invalid-counter' });
  });

  test('press_pagehide_isSentAtOnce', async () => {
    const { api, client, events } = platform();
    void client.press('likes');
    events.dispatchEvent(new Event('pagehide'));
    await pass(0);
    expect(api.sent).toHaveLength(1);
  });
});

describe('retry', () => {
  test.each([
    ['network failure', new TypeError('failed to fetch')],
    ['500', json(500, {})],
    ['503 of the gateway', json(503, { message: 'Service Unavailable' })],
    ['429', json(429, { message: 'Too Many Requests' })],
    ["a captive portal's page", new Response('<html>', { status: 200 })],
    ["another click's answer", json(202, { clickId: 'x', acceptedAt: 'y', epoch: EPOCH, receipt: RECEIPT })],
  ])('send_%s_isRetriedWithTheSameKey', async (_, answer) => {
    const { api, client } = platform();
    api.next.push(answer);
    const press = client.press('likes');
    await pass(100 + 250);
    expect(api.sent).toHaveLength(2);
    expect(api.sent[1]!.key).toBe(api.sent[0]!.key);
    expect(await press).toMatchObject({ outcome: 'accepted', clickId: api.sent[0]!.key, repeated: true });
  });

  test('send_noAnswerInTime_isRetriedWithTheSameKey', async () => {
    const { api, client } = platform();
    api.next.push('hang');
    const press = client.press('likes');
    await pass(100 + 10_000 + 250);
    expect(new Set(api.sent.map(({ key }) => key)).size).toBe(1);
    expect(await currentOutcome(press)).toMatchObject({ outcome: 'accepted' });
  });

  test('send_alwaysFails_givesUpWhenTheRetryWindowCloses', async () => {
    const { api, client } = platform();
    api.always = () => new TypeError('failed to fetch');
    const press = client.press('likes', 2);
    await pass(229_999);
    expect(await currentOutcome(press)).toBe('unsettled');
    await pass(1);
    expect(await currentOutcome(press)).toEqual({
      outcome: 'given-up',
      clickId: api.sent[0]!.key,
      counter: 'likes',
      delta: 2,
      reason: 'retry-window-closed',
      mayHaveBeenCounted: true,
      lastFailure: 'no answer: TypeError: failed to fetch',
    });
    const attempts = api.sent.length;
    await pass(3_600_000);
    expect(api.sent).toHaveLength(attempts);
    expect(new Set(api.sent.map(({ key }) => key)).size).toBe(1);
  });

  test('send_alwaysFails_backsOffWithFullJitter', async () => {
    const { api, client } = platform({ random: () => 0.999_999 });
    api.always = () => json(500, {});
    void client.press('likes');
    await pass(230_000);
    const delays = api.sent.slice(1).map(({ at }, index) => at - api.sent[index]!.at);
    expect(delays.slice(0, 9)).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('send_only429s_wasCertainlyNotCounted', async () => {
    const { api, client } = platform();
    api.always = () => json(429, {});
    const press = client.press('likes');
    await pass(230_100);
    expect(await currentOutcome(press)).toMatchObject({
      outcome: 'given-up',
      mayHaveBeenCounted: false,
      lastFailure: 'HTTP 429',
    });
  });

  test('send_counterLags_onlyItsClicksWaitAndWereNotCounted', async () => {
    const { api, client } = platform();
    const lagging = () => json(503, { type: 'urn:tally:problem:lagging', status: 503 }, { 'Retry-After': '2' });
    api.next.push(lagging());
    const press = client.press('likes');
    await pass(100);
    void client.press('other');
    await pass(200);
    expect(api.sent.map(({ counter }) => counter)).toEqual(['likes', 'other']);
    await pass(3_000);
    expect(api.sent.map(({ counter }) => counter)).toEqual(['likes', 'other', 'likes']);
    expect(await press).toMatchObject({ outcome: 'accepted', clickId: api.sent[0]!.key });
    api.always = lagging;
    const late = client.press('likes');
    await pass(230_100);
    expect(await currentOutcome(late)).toMatchObject({
      outcome: 'given-up',
      reason: 'retry-window-closed',
      mayHaveBeenCounted: false,
    });
  });

  test.each([
    ['seconds', '7'],
    ['a date', new Date(START + 7_100).toUTCString()],
  ])('send_retryAfterIn%s_isRespected', async (_, retryAfter) => {
    const { api, client } = platform();
    api.next.push(json(429, {}, { 'Retry-After': retryAfter }));
    void client.press('likes');
    await pass(100);
    void client.press('other');
    await pass(6_500);
    expect(api.sent).toHaveLength(1);
    await pass(1_500);
    expect(api.sent.map(({ counter }) => counter)).toEqual(['likes', 'likes', 'other']);
  });

  test('send_retryAfterBeyondTheRetryWindow_givesUpWithoutSending', async () => {
    const { api, client } = platform();
    api.next.push(json(503, {}, { 'Retry-After': '600' }));
    const press = client.press('likes');
    await pass(230_100);
    expect(await currentOutcome(press)).toMatchObject({ outcome: 'given-up', mayHaveBeenCounted: true });
    expect(api.sent).toHaveLength(1);
  });

  test.each([
    [400, 'urn:tally:problem:invalid-counter'],
    [409, 'urn:tally:problem:retry-window-closed'],
    [422, 'urn:tally:problem:key-from-the-future'],
  ])('send_%i_isRefused', async (status, type) => {
    const { api, client } = platform();
    const problem = { type, title: 'No', status, detail: 'because', field: 'x' };
    api.next.push(json(status, problem));
    const press = client.press('likes');
    await pass(60_000);
    expect(await press).toMatchObject({ outcome: 'refused', problem, mayHaveBeenCounted: false });
    expect(api.sent).toHaveLength(1);
  });

  test.each([86_400_000, 3_600_000, 31_000, -241_000, -86_400_000])(
    'send_deviceClockWrongBy%iMs_isAcceptedUnderIdsOfTheServersTime',
    async (errorMs) => {
      const { api, client, outcomes } = platform({ now: () => Date.now() + errorMs, storage: new MemoryStorage() });
      api.always = withinWindow;
      const first = client.press('likes');
      const other = client.press('others', 2);
      await pass(1_000);
      expect(await first).toMatchObject({ outcome: 'accepted', delta: 1, repeated: false });
      expect(await other).toMatchObject({ outcome: 'accepted', delta: 2 });
      const sent = api.sent.length;
      const later = client.press('likes', 3);
      await pass(1_000);
      expect(await later).toMatchObject({ outcome: 'accepted', delta: 3 });
      expect(api.sent).toHaveLength(sent + 1);
      expect(Math.abs(timeOf(api.sent.at(-1)!.key) - Date.now())).toBeLessThan(3_000);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    },
  );

  test('send_deviceClockBehind_keepsThePressesThatWait', async () => {
    const { api, client, go } = platform({ now: () => Date.now() - 3_600_000, storage: new MemoryStorage() });
    api.always = withinWindow;
    go('offline');
    const presses = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((counter) => client.press(counter));
    await pass(1_000);
    expect(api.sent).toHaveLength(0);
    go('online');
    await pass(10_000);
    for (const press of presses) {
      expect(await press).toMatchObject({ outcome: 'accepted' });
    }
  });

  test.each([40_000, 330_000])('send_unansweredWithAClock%iMsAhead_waitsForTheTimeOfItsId', async (errorMs) => {
    const { api, client } = platform({ now: () => Date.now() + errorMs, storage: new MemoryStorage() });
    api.next.push(new TypeError('reset'));
    api.always = withinWindow;
    const press = client.press('likes');
    await pass(1_000);
    const later = client.press('likes', 2);
    await pass(errorMs - 30_000);
    expect(await press).toMatchObject({ outcome: 'accepted', delta: 1, repeated: true });
    expect(await later).toMatchObject({ outcome: 'accepted', delta: 2, repeated: false });
    // The unanswered request may arrive half a minute late, so the press has one id.
    expect(new Set(api.sent.filter(({ delta }) => delta === 1).map(({ key }) => key)).size).toBe(1);
    expect(api.sent).toHaveLength(4);
  });

  test('send_severalUnansweredWithAClockAhead_waitWithoutFurtherRequests', async () => {
    const { api, client, go } = platform({ now: () => Date.now() + 60_000 });
    api.next.push(new TypeError('reset'), new TypeError('reset'), new TypeError('reset'));
    api.always = withinWindow;
    const presses = ['a', 'b', 'c'].map((counter) => client.press(counter));
    await pass(10_000);
    go('offline');
    go('online');
    await pass(30_000);
    const outcomes = await Promise.all(presses);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    const sent = ['a', 'b', 'c'].map((name) => api.sent.filter(({ counter }) => counter === name));
    // Three requests are lost. Each press is rejected once at most, and then waits for the time of its id.
    expect(api.sent.length).toBeLessThanOrEqual(3 + 3 + 3);
    expect(sent.map((each) => new Set(each.map(({ key }) => key)).size)).toEqual([1, 1, 1]);
  });

  test('send_unansweredAndRejectedForAnotherReason_isRefused', async () => {
    const { api, client } = platform();
    api.next.push(new TypeError('reset'));
    api.always = () => json(422, {}, { Date: new Date().toUTCString() });
    const press = client.press('likes');
    await pass(10_000);
    expect(await press).toMatchObject({ outcome: 'refused', mayHaveBeenCounted: true });
    expect(api.sent).toHaveLength(2);
  });

  test('send_unansweredWithAClockAnHourAhead_hasANewId', async () => {
    const { api, client } = platform({ now: () => Date.now() + 3_600_000 });
    api.next.push(new TypeError('reset'));
    api.always = withinWindow;
    const press = client.press('likes');
    await pass(2_000);
    expect(await press).toMatchObject({ outcome: 'accepted', delta: 1 });
    expect(new Set(api.sent.map(({ key }) => key)).size).toBe(2);
  });

  test('send_refusedAsTooOldAfterALostAnswer_isNotSentUnderANewId', async () => {
    const { api, client } = platform();
    api.next.push(new TypeError('reset'), json(409, {}, { Date: new Date(START + 600_000).toUTCString() }));
    const press = client.press('likes');
    await pass(1_000);
    expect(await press).toMatchObject({ outcome: 'refused', mayHaveBeenCounted: true });
    expect(api.sent).toHaveLength(2);
  });

  test('send_refusedAsTooOldTwice_isRefused', async () => {
    const { api, client } = platform();
    api.always = () => json(409, {}, { Date: new Date().toUTCString() });
    const press = client.press('likes');
    await pass(1_000);
    expect(await press).toMatchObject({ outcome: 'refused', mayHaveBeenCounted: false });
    expect(api.sent).toHaveLength(2);
  });

  test('send_refusedAfterALostAnswer_mayHaveBeenCounted', async () => {
    const { api, client } = platform();
    api.next.push(new TypeError('reset'), json(409, {}));
    const press = client.press('likes');
    await pass(1_000);
    expect(await press).toMatchObject({ outcome: 'refused', mayHaveBeenCounted: true });
  });

  test('send_refusedWithoutAProblemDocument_namesTheStatus', async () => {
    const { api, client } = platform();
    api.next.push(json(403, { message: 'Forbidden' }));
    const press = client.press('likes');
    await pass(100);
    expect(await press).toMatchObject({ problem: { type: 'about:blank', title: 'Forbidden', status: 403 } });
  });

  test('send_oneClickAlwaysFails_doesNotDelayTheOthers', async () => {
    const { api, client } = platform();
    api.always = (click) => (click.counter === 'failing' ? json(500, {}) : accepted(click));
    void client.press('failing');
    const others: Array<Promise<unknown>> = [];
    for (let second = 0; second < 60; second++) {
      others.push(client.press('healthy'));
      await pass(1_000);
    }
    await Promise.all(others);
    expect(client.pending('healthy').clicks).toBe(0);
    expect(client.pending('failing').clicks).toBe(1);
    expect(api.sent.filter(({ counter }) => counter === 'failing').length).toBeLessThan(30);
  });

  test('send_serverDownWithALongQueue_probesWithOneClickAtATime', async () => {
    const { api, client } = platform();
    api.always = () => json(503, {});
    for (let made = 0; made < 100; made++) {
      void client.press(`c${made}`);
    }
    await pass(60_000);
    expect(api.sent.length).toBeLessThan(30);
    api.always = accepted;
    await pass(31_000);
    expect(client.allPending().size).toBe(0);
  });

  test('send_noAnswers_oneClickInFlightAfterAFailure', async () => {
    const { api, client } = platform();
    api.always = () => 'hang';
    for (let made = 0; made < 10; made++) {
      void client.press(`c${made}`);
    }
    await pass(9_000);
    expect(api.sent).toHaveLength(4);
    await pass(6_000);
    expect(api.sent).toHaveLength(5);
  });

  test('send_randomFaults_everyClickIsSettledAndNoneHasTwoKeys', async () => {
    const { api, client } = platform();
    const random = seeded(11);
    const counted = new Map<string, number>();
    api.always = (click) => {
      const luck = random();
      if (luck < 0.2) return new TypeError('lost on the way');
      counted.set(click.key, click.delta);
      if (luck < 0.4) return new TypeError('answer lost');
      return luck < 0.5 ? json(503, {}) : accepted(click);
    };
    const presses = [];
    for (let press = 0; press < 300; press++) {
      presses.push(client.press('likes', 1 + Math.floor(random() * 9)));
      await pass(random() * 600);
    }
    await pass(240_000);
    const outcomes = await Promise.all(presses);
    expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    const settled = new Map(
      outcomes.map((outcome) => ('clickId' in outcome ? [outcome.clickId, outcome.delta] : [])) as Array<
        [string, number]
      >,
    );
    expect(counted).toEqual(settled);
    expect(client.allPending().size).toBe(0);
  });
});

describe('offline', () => {
  test('online_afterPressesOffline_sendsThemInOrder', async () => {
    const { api, client, go } = platform();
    go('offline');
    for (const counter of ['a', 'b', 'c', 'd', 'e', 'f']) {
      void client.press(counter);
      await pass(150);
    }
    await pass(60_000);
    expect(api.sent).toEqual([]);
    expect(client.allPending().size).toBe(6);
    go('online');
    await pass(0);
    expect(api.sent.map(({ counter }) => counter)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(timeOf(api.sent[0]!.key)).toBe(START);
    expect(client.allPending().size).toBe(0);
  });

  test('online_duringABackoff_sendsAtOnce', async () => {
    const { api, client, go } = platform({ random: () => 0.999 });
    api.next.push(...Array.from({ length: 7 }, () => new TypeError('no network')));
    void client.press('likes');
    await pass(20_000);
    const before = api.sent.length;
    go('online');
    await pass(0);
    expect(api.sent).toHaveLength(before + 1);
  });

  test('online_duringServerPause_waits', async () => {
    const { api, client, go } = platform();
    api.next.push(json(429, {}, { 'Retry-After': '30' }));
    void client.press('likes');
    await pass(1_000);
    go('online');
    await pass(1_000);
    expect(api.sent).toHaveLength(1);
  });

  test('offline_beyondTheRetryWindow_givesUpAndWasCertainlyNotCounted', async () => {
    const { api, client, go } = platform();
    go('offline');
    const press = client.press('likes');
    await pass(230_100);
    expect(await currentOutcome(press)).toMatchObject({
      outcome: 'given-up',
      mayHaveBeenCounted: false,
      lastFailure: null,
    });
    go('online');
    await pass(60_000);
    expect(api.sent).toEqual([]);
  });

  test('press_queueFull_isRejectedAndJoiningIsNot', async () => {
    const { client, go } = platform({ maxQueued: 3 });
    go('offline');
    void client.press('a');
    void client.press('b');
    await pass(100);
    void client.press('c');
    await expect(client.press('d')).rejects.toMatchObject({ code: 'queue-full' });
    void client.press('c', 4);
    await expect(client.press('c', 996)).rejects.toMatchObject({ code: 'queue-full' });
    expect(client.pending('c')).toEqual({ clicks: 1, sum: 5 });
    go('online');
    await pass(100);
    await expect(Promise.race([client.press('d'), Promise.resolve('taken')])).resolves.toBe('taken');
  });
});

describe('pending', () => {
  test('onPending_pressesAndOutcomes_reportsEachChange', async () => {
    const { client } = platform();
    const received: unknown[] = [];
    const stop = client.onPending((counter, { clicks, sum }) => received.push([counter, clicks, sum]));
    void client.press('likes', 2);
    void client.press('likes', 3);
    await pass(100);
    expect(received).toEqual([
      ['likes', 1, 2],
      ['likes', 1, 5],
      ['likes', 0, 0],
    ]);
    stop();
    void client.press('likes');
    expect(received).toHaveLength(3);
  });

  test('onPending_listenerThrows_isReportedAndThePressSucceeds', async () => {
    const { client, errors } = platform();
    client.onPending(() => {
      throw new Error('mine');
    });
    const press = client.press('likes');
    await pass(100);
    expect(await press).toMatchObject({ outcome: 'accepted' });
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['listener-failed']));
  });
});

describe('storage', () => {
  const KEY = 'tally:v1:http://tally.test:';

  test('reload_clicksWaiting_sendsThemWithTheirKeys', async () => {
    const storage = new MemoryStorage();
    const { api, client, another, outcomes } = platform({ storage });
    api.always = () => new TypeError('no network');
    void client.press('likes', 3);
    await pass(1_000);
    const { key } = api.sent[0]!;
    expect([...storage.entries]).toEqual([[KEY + key, '{"counter":"likes","delta":3,"sent":true}']]);
    client.close();
    api.sent.length = 0;
    api.always = accepted;
    const reloaded = another();
    expect(reloaded.pending('likes')).toEqual({ clicks: 1, sum: 3 });
    await pass(0);
    expect(api.sent.map(({ key: sent, delta }) => [sent, delta])).toEqual([[key, 3]]);
    expect(reloaded.pending('likes').clicks).toBe(0);
    expect(storage.length).toBe(0);
    expect(outcomes).toMatchObject([{ outcome: 'kept' }, { outcome: 'accepted', repeated: true }]);
  });

  test.each([true, false])('reload_beyondTheRetryWindow_givesUpAndReportsIfItMayHaveBeenCounted', async (sent) => {
    const storage = new MemoryStorage();
    const { api, client, another, outcomes, go } = platform({ storage });
    api.always = () => 'hang';
    go(sent ? 'online' : 'offline');
    void client.press('likes');
    await pass(1_000);
    client.close();
    go('online');
    await pass(3_600_000);
    const attempts = api.sent.length;
    another();
    await pass(0);
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'given-up', mayHaveBeenCounted: sent });
    expect(api.sent).toHaveLength(attempts);
    expect(storage.length).toBe(0);
  });

  test('reload_invalidEntries_areRemovedAndOthersKept', async () => {
    const storage = new MemoryStorage();
    const id = '01a202b3-3a30-7000-bd9f-b08f98825572';
    const others = [
      ['theirs', '{'],
      [`tally:v2:http://tally.test:${id}`, '?'],
      [`tally:v1:http://other.test:${id}`, '{"counter":"likes","delta":1,"sent":false}'],
    ] as const;
    const invalid = [
      [KEY, ''],
      [KEY + 'x', '{"counter":"likes","delta":1,"sent":false}'],
      [KEY + id.replace('-7', '-4'), '{"counter":"likes","delta":1,"sent":false}'],
      [KEY + id, 'null'],
      [KEY + id.replace('0', '1'), '{"counter":"likes","delta":1}'],
      [KEY + id.replace('0', '2'), '{"counter":"likes","delta":1001,"sent":false}'],
      [KEY + id.replace('0', '3'), '{"counter":"../x","delta":1,"sent":false}'],
      [KEY + id.replace('0', '4'), '{"counter":"likes","del'],
    ] as const;
    [...others, ...invalid].forEach(([key, value]) => storage.setItem(key, value));
    const { api, client, errors } = platform({ storage });
    await pass(60_000);
    expect([...storage.entries]).toEqual(others);
    expect(client.allPending().size).toBe(0);
    expect(api.sent).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('press_storageFull_isSentButNotKept', async () => {
    const storage = new MemoryStorage();
    storage.full = true;
    const { client, errors } = platform({ storage });
    const press = client.press('likes');
    await pass(100);
    expect(await press).toMatchObject({ outcome: 'accepted' });
    expect(errors[0]).toMatchObject({ code: 'storage-failed' });
    const last = client.press('likes');
    client.close();
    expect(await last).toMatchObject({ outcome: 'given-up', reason: 'closed', mayHaveBeenCounted: false });
  });

  test('twoTabs_bothOnline_sendWithOneKeyAndClearTheStorage', async () => {
    const storage = new MemoryStorage();
    const { api, client, another, go } = platform({ storage });
    go('offline');
    const press = client.press('likes');
    await pass(200);
    const second = another();
    expect(second.pending('likes').clicks).toBe(1);
    go('online');
    await pass(1_000);
    expect(await press).toMatchObject({ outcome: 'accepted' });
    expect(new Set(api.sent.map(({ key }) => key)).size).toBe(1);
    expect(storage.length).toBe(0);
    expect(second.pending('likes').clicks).toBe(0);
  });

  test('twoTabs_settledInTheFirst_isNeitherSentNorStoredByTheSecond', async () => {
    const storage = new MemoryStorage();
    const { api, client, another, go } = platform({ storage });
    go('offline');
    void client.press('likes');
    await pass(200);
    let online = false;
    const second = another({ isOnline: () => online, events: new EventTarget() });
    go('online');
    await pass(0);
    expect(api.sent).toHaveLength(1);
    online = true;
    void second.press('other');
    await pass(1_000);
    expect(api.sent.map(({ counter }) => counter)).toEqual(['likes', 'other']);
    expect(second.allPending().size).toBe(0);
    expect(storage.length).toBe(0);
  });

  test('twoTabs_settledInTheSecond_isSentButNotStoredByTheFirst', async () => {
    const storage = new MemoryStorage();
    const { api, client, another, go } = platform({ storage });
    go('offline');
    const press = client.press('likes');
    await pass(200);
    another({ isOnline: () => true, events: new EventTarget() });
    await pass(0);
    expect(api.sent).toHaveLength(1);
    expect(storage.length).toBe(0);
    api.next.push('hang');
    go('online');
    await pass(1_000);
    expect(api.sent.map(({ key }) => key)).toEqual([api.sent[0]!.key, api.sent[0]!.key]);
    expect(storage.length).toBe(0);
    await pass(11_000);
    expect(await currentOutcome(press)).toMatchObject({ outcome: 'accepted' });
  });

  test.each(['hang', 'answered'])('twoTabs_secondSentFirstAndIts%s_isRepeatedForTheFirst', async (answer) => {
    const storage = new MemoryStorage();
    const { api, client, another, go } = platform({ storage });
    go('offline');
    const press = client.press('likes');
    await pass(200);
    if (answer === 'hang') {
      api.next.push('hang');
    }
    another({ isOnline: () => true, events: new EventTarget() });
    await pass(0);
    go('online');
    await pass(0);
    expect(api.sent).toHaveLength(2);
    expect(await currentOutcome(press)).toMatchObject({ outcome: 'accepted', repeated: true });
  });

  test('twoTabs_storageEvent_removesThePendingClickAtOnce', async () => {
    const storage = new MemoryStorage();
    const { client, another, go } = platform({ storage });
    go('offline');
    void client.press('likes');
    await pass(200);
    const events = new EventTarget();
    const second = another({ events });
    const event = Object.assign(new Event('storage'), { key: [...storage.entries.keys()][0], newValue: null });
    events.dispatchEvent(event);
    expect(second.pending('likes').clicks).toBe(0);
    expect(client.pending('likes').clicks).toBe(1);
  });
});

describe('close', () => {
  test.each([
    ['storage', new MemoryStorage(), { outcome: 'kept' }],
    ['no storage', null, { outcome: 'given-up', reason: 'closed', mayHaveBeenCounted: false }],
  ])('close_combiningWith%s_resolvesWithTheOutcome', async (_, storage, expected) => {
    const { api, client } = platform({ storage });
    const press = client.press('likes');
    client.close();
    expect(await press).toMatchObject(expected);
    await pass(60_000);
    expect(api.sent).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('close_clickInFlightWithoutStorage_mayHaveBeenCounted', async () => {
    const { api, client } = platform();
    api.always = () => 'hang';
    const press = client.press('likes');
    await pass(200);
    client.close();
    client.close();
    expect(await press).toMatchObject({ outcome: 'given-up', reason: 'closed', mayHaveBeenCounted: true });
    await pass(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('close_thenAnyCall_isRejected', async () => {
    const { client } = platform();
    client.close();
    await expect(client.press('likes')).rejects.toMatchObject({ code: 'closed' });
    await expect(client.get('likes')).rejects.toMatchObject({ code: 'closed' });
    expect(() => client.subscribe('likes', () => {})).toThrow(
      expect.objectContaining({ code: 'closed' }) as TallyError,
    );
  });
});
