import { afterEach, describe, expect, test, vi } from 'vitest';
import { EPOCH, json, pass, platform, START } from './platform.js';

afterEach(() => vi.useRealTimers());

const READING = {
  counter: 'likes',
  count: 41,
  epoch: EPOCH,
  version: 4,
  updatedAt: '2026-11-22T10:00:25Z',
  windows: { '1m': 3, '5m': 20, '10m': 20 },
  watermarks: { 'eu-west-1#0': '18849496460467696128' },
};

describe('get', () => {
  test('get_noAsOf_isAbsent', async () => {
    const { api, client } = platform();
    api.next.push(json(200, { ...READING, asOf: null }));
    expect(await client.get('likes')).toEqual(READING);
  });

  test.each([
    READING,
    { ...READING, viewers: 2 },
    { ...READING, asOf: '2026-11-22T10:00:25.080Z' },
    { ...READING, updatedAt: null },
  ])('get_known_reads', async (reading) => {
    const { api, client } = platform();
    api.next.push(json(200, reading));
    expect(await client.get('likes')).toEqual(reading);
    expect(api.urls).toEqual(['http://tally.test/v1/counters/likes']);
  });

  test('get_problem_rejectsWithTheProblem', async () => {
    const { api, client } = platform();
    const problem = { type: 'urn:tally:problem:table-unavailable', title: 'No table', status: 503 };
    api.next.push(json(503, problem));
    await expect(client.get('likes')).rejects.toMatchObject({ code: 'http', problem });
  });

  test.each(['{}', '<html>', JSON.stringify({ ...READING, counter: 'other' })])('get_%s_isBadAnswer', async (body) => {
    const { api, client } = platform();
    api.next.push(new Response(body, { status: 200 }));
    await expect(client.get('likes')).rejects.toMatchObject({ code: 'bad-answer' });
  });

  test('get_noNetworkOrNoAnswer_isNetwork', async () => {
    const { api, client } = platform();
    api.next.push(new TypeError('failed'), 'hang');
    await expect(client.get('likes')).rejects.toMatchObject({ code: 'network' });
    const read = expect(client.get('likes')).rejects.toMatchObject({ code: 'network' });
    await pass(10_000);
    await read;
  });

  test('getAll_several_areOneCallInTheOrderOfTheIds', async () => {
    const { api, client } = platform();
    const readings = [READING, { ...READING, counter: 'stars', count: 7 }];
    api.next.push(json(200, { counters: readings }));
    expect(await client.getAll(['likes', 'stars'])).toEqual(readings);
    expect(api.urls).toEqual(['http://tally.test/v1/counters?ids=likes,stars']);
    expect(await client.getAll([])).toEqual([]);
    expect(api.urls).toHaveLength(1);
  });

  test.each([{}, { counters: [READING] }, { counters: [READING, null] }])('getAll_%j_isBadAnswer', async (body) => {
    const { api, client } = platform();
    api.next.push(json(200, body));
    await expect(client.getAll(['likes', 'stars'])).rejects.toMatchObject({ code: 'bad-answer' });
  });

  test('close_readInFlight_rejects', async () => {
    const { api, client } = platform();
    api.next.push('hang');
    const read = expect(client.get('likes')).rejects.toMatchObject({ code: 'closed' });
    await pass(0);
    client.close();
    await read;
  });
});

describe('history', () => {
  test('history_fromAndTo_areInTheQuery', async () => {
    const { api, client } = platform();
    const history = { counter: 'likes', resolution: '5m', windows: [{ start: '2026-11-22T09:55:00Z', sum: 7 }] };
    api.next.push(json(200, history));
    const read = await client.history('likes', { resolution: '5m', from: START - 600_000, to: new Date(START) });
    expect(read).toEqual(history);
    const url = new URL(api.urls[0]!);
    expect(url.pathname).toBe('/v1/counters/likes/history');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      resolution: '5m',
      from: '2026-11-22T09:50:00.000Z',
      to: '2026-11-22T10:00:00.000Z',
    });
  });

  test('history_invalidAnswer_isBadAnswer', async () => {
    const { api, client } = platform();
    api.next.push(json(200, { windows: [{ start: 1 }] }));
    await expect(client.history('likes', { resolution: '1m' })).rejects.toMatchObject({ code: 'bad-answer' });
  });
});
