import { afterEach, describe, expect, test, vi } from 'vitest';
import { FakeSocket, json, pass, platform } from './platform.js';

afterEach(() => vi.useRealTimers());

const DRAFT = { title: 'A title', content: 'Ten characters or more.' };

/** Returns a source of the tokens `t1`, `t2` and so on. */
function numbered(): () => string {
  let given = 0;
  return () => `t${++given}`;
}

describe('HTTP', () => {
  test('write_withToken_sendsANewOneEachTime', async () => {
    const { api, client } = platform({ token: numbered() });
    api.next.push(new Response('{}', { status: 503 }));
    const outcome = client.press('likes');
    await pass(5_000);
    expect(await outcome).toMatchObject({ outcome: 'accepted' });
    const id = client.newPostId();
    api.next.push(json(202, { id }));
    await client.createPost(id, DRAFT);
    expect(api.authorizations).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t3']);
  });

  test('write_slowToken_waitsForIt', async () => {
    const { api, client } = platform({
      token: () => new Promise((resolve) => setTimeout(() => resolve('late'), 1_000)),
    });
    void client.press('likes');
    await pass(999);
    expect(api.sent).toHaveLength(0);
    await pass(1);
    expect(api.authorizations).toEqual(['Bearer late']);
  });

  test('read_withToken_sendsNone', async () => {
    const { api, client } = platform({ token: numbered() });
    api.next.push(json(200, { posts: [], next: null }));
    await client.posts();
    expect(api.authorizations).toEqual([null]);
  });

  test('write_withoutToken_sendsNone', async () => {
    const { api, client } = platform();
    void client.press('likes');
    await pass(10);
    expect(api.authorizations).toEqual([null]);
  });

  test.each([
    () => {
      throw new Error('signed out');
    },
    () => Promise.reject(new Error('signed out')),
  ])('press_tokenFails_waitsAndIsSentWithALaterToken %#', async (failing) => {
    let source: () => string | Promise<string> = failing;
    const { api, client } = platform({ token: () => source() });
    const outcome = client.press('likes');
    await pass(1_000);
    expect(api.sent).toHaveLength(0);
    source = () => 'good';
    await pass(30_000);
    expect(await outcome).toMatchObject({ outcome: 'accepted' });
    expect(api.authorizations).toEqual(['Bearer good']);
  });

  test('press_tokenAlwaysFails_isGivenUpAndWasCertainlyNotCounted', async () => {
    const { api, client } = platform({ token: () => Promise.reject(new Error('signed out')) });
    const outcome = client.press('likes');
    await pass(240_000);
    expect(await outcome).toMatchObject({ outcome: 'given-up', mayHaveBeenCounted: false });
    expect(api.sent).toHaveLength(0);
  });

  test('createPost_tokenFails_rejects', async () => {
    const { client } = platform({ token: () => Promise.reject(new Error('signed out')) });
    await expect(client.createPost(client.newPostId(), DRAFT)).rejects.toMatchObject({ code: 'no-token' });
  });

  test('createPost_tokenHangs_timesOut', async () => {
    const { client } = platform({ token: () => new Promise<string>(() => {}) });
    const rejection = expect(client.createPost(client.newPostId(), DRAFT)).rejects.toMatchObject({ code: 'network' });
    await pass(10_000);
    await rejection;
  });

  test('press_tokenRejected_isRefusedWithTheStatus', async () => {
    const { api, client } = platform({ token: numbered() });
    api.next.push(json(401, { message: 'Unauthorized' }));
    const outcome = client.press('likes');
    await pass(10);
    expect(await outcome).toMatchObject({
      outcome: 'refused',
      problem: { status: 401, title: 'Unauthorized' },
    });
  });
});

describe('WebSocket', () => {
  test('connect_withToken_sendsANewOneEachTime', async () => {
    const { client } = platform({ token: () => `a+b/${FakeSocket.made.length}=` });
    client.subscribe('likes', () => {});
    await pass(0);
    FakeSocket.last.drop();
    await pass(1_000);
    expect(FakeSocket.made.map(({ url }) => url)).toEqual([
      'ws://tally.test/ws?token=a%2Bb%2F0%3D',
      'ws://tally.test/ws?token=a%2Bb%2F1%3D',
    ]);
  });

  test('connect_urlWithAQuery_addsTheTokenToIt', async () => {
    const { client } = platform({ wsUrl: 'ws://tally.test/ws?a=b', token: () => 't' });
    client.subscribe('likes', () => {});
    await pass(0);
    expect(FakeSocket.last.url).toBe('ws://tally.test/ws?a=b&token=t');
  });

  test('connect_tokenFails_isReportedAndRetried', async () => {
    let source: () => string | Promise<string> = () => Promise.reject(new Error('signed out'));
    const { client, errors } = platform({ token: () => source() });
    client.subscribe('likes', () => {});
    await pass(0);
    expect(FakeSocket.made).toHaveLength(0);
    expect(errors).toMatchObject([{ code: 'no-token' }]);
    source = () => 'good';
    await pass(1_000);
    expect(FakeSocket.made).toHaveLength(1);
    FakeSocket.last.open();
    expect(client.connection).toBe('open');
  });

  test('connect_closedDuringTheTokenRequest_opensNothing', async () => {
    const { client, errors } = platform({
      token: () => new Promise((resolve) => setTimeout(() => resolve('late'), 1_000)),
    });
    client.subscribe('likes', () => {});
    client.close();
    await pass(2_000);
    expect(FakeSocket.made).toHaveLength(0);
    expect(errors).toEqual([]);
  });

  test('connect_tokenHangs_isRetried', async () => {
    let asked = 0;
    const { client } = platform({
      token: () => {
        asked++;
        return new Promise<string>(() => {});
      },
    });
    client.subscribe('likes', () => {});
    await pass(11_000);
    expect(asked).toBe(2);
    client.close();
  });
});
