import { afterEach, describe, expect, test, vi } from 'vitest';
import { part } from '../src/presses.js';
import { TallyError } from '../src/errors.js';
import { OnDemand } from '../src/on-demand.js';
import { timeOf } from '../src/uuid.js';
import { part as votes } from '../src/voting.js';
import { currentOutcome, FakeSocket, MemoryStorage, pass, platform, START } from './platform.js';

afterEach(() => vi.useRealTimers());

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (cause: unknown) => void;
}

/** Makes the part for calls unloaded. Returns the ends of each load. */
function unload() {
  const module = part.loaded!;
  let isLoaded = false;
  const loads: Array<Deferred<typeof module>> = [deferred()];
  vi.spyOn(part, 'loaded', 'get').mockImplementation(() => (isLoaded ? module : undefined));
  const load = vi.spyOn(part, 'load').mockImplementation(() => {
    return loads.at(-1)!.promise;
  });
  return {
    load,
    succeed(): void {
      isLoaded = true;
      loads.at(-1)!.resolve(module);
    },
    fail(): void {
      loads.at(-1)!.reject(new TallyError('not-loaded', 'the part is missing'));
      loads.push(deferred());
    },
  };
}

function deferred<T>(): Deferred<T> {
  let ends: Omit<Deferred<T>, 'promise'>;
  const promise = new Promise<T>((resolve, reject) => (ends = { resolve, reject }));
  return { promise, ...ends! };
}

test('voteOffline_thatCannotLoadItsPart_isSentOnceOnline', async () => {
  const load = vi.spyOn(votes, 'load').mockRejectedValueOnce(new TallyError('not-loaded', 'the part is missing'));
  const loaded = vi.spyOn(votes, 'loaded', 'get').mockReturnValue(undefined);
  const { client, go } = platform();
  go('offline');
  const vote = client.counter('like~a').vote(2);
  await pass(60_000);
  expect(load).toHaveBeenCalledTimes(1);
  loaded.mockRestore();
  go('online');
  await expect(vote).rejects.toMatchObject({ code: 'invalid-vote' });
  expect(load).toHaveBeenCalledTimes(2);
});

describe('the part for calls', () => {
  test('pressesWhileItLoads_areSentInOrder_andTheNumberNeverFalls', async () => {
    const { succeed } = unload();
    const { api, client } = platform();
    const shown: number[] = [];
    client
      .counter('likes')
      .subscribe(({ count }) => count !== undefined && count !== shown.at(-1) && shown.push(count));
    await pass(0);
    FakeSocket.last.open();
    await pass(0);
    FakeSocket.last.total('likes', 1);
    const presses = [client.press('likes', 2), client.press('other'), client.press('likes', 3)];
    expect(client.pending('likes')).toEqual({ clicks: 1, sum: 5 });
    expect(client.allPending().size).toBe(2);
    expect(client.status().waiting).toBe(6);
    await pass(300);
    FakeSocket.last.total('likes', 2);
    expect(api.sent).toEqual([]);
    succeed();
    presses.push(client.press('likes', 4));
    await pass(100);
    expect(api.sent.map(({ counter, delta }) => [counter, delta])).toEqual([
      ['likes', 5],
      ['other', 1],
      ['likes', 4],
    ]);
    expect(api.sent.map(({ key }) => timeOf(key) - START)).toEqual([300, 300, 300]);
    expect((await Promise.all(presses)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('accepted'));
    expect(client.status().waiting).toBe(0);
    await pass(100);
    expect(shown).toEqual([10, 12, 15, 25, 29]);
  });

  test('pressesOffline_thatCannotLoadIt_areSentOnceOnline', async () => {
    const { fail, load, succeed } = unload();
    const { api, client, go } = platform();
    go('offline');
    const press = client.press('likes');
    fail();
    await pass(60_000);
    expect(client.pending('likes')).toEqual({ clicks: 1, sum: 1 });
    expect(client.status().loss).toBeUndefined();
    go('online');
    expect(load).toHaveBeenCalledTimes(2);
    succeed();
    await pass(100);
    expect(await press).toMatchObject({ outcome: 'accepted' });
    expect(api.sent).toHaveLength(1);
  });

  test('pressesWhileItLoads_thatCancelEachOther_areNoClick', async () => {
    const { succeed } = unload();
    const { api, client } = platform();
    const presses = [client.press('likes'), client.press('likes', -1)];
    expect((await Promise.all(presses)).map(({ outcome }) => outcome)).toEqual(['no-click', 'no-click']);
    expect(client.allPending().size).toBe(0);
    succeed();
    await pass(100);
    expect(api.sent).toEqual([]);
  });

  test('pressesWhileItLoads_beyondTheBound_areSplit', async () => {
    const { succeed } = unload();
    const { api, client } = platform();
    void client.press('likes', 1000);
    void client.press('likes', 7);
    expect(client.pending('likes')).toEqual({ clicks: 2, sum: 1007 });
    succeed();
    await pass(0);
    expect(api.sent.map(({ delta }) => delta)).toEqual([1000, 7]);
  });

  test('aPressThatCannotLoadIt_isRejected_andTheNextPressLoadsItAgain', async () => {
    const { fail, succeed } = unload();
    const storage = new MemoryStorage();
    const { api, client } = platform({ storage });
    const press = client.press('likes', 3).catch((cause: unknown) => (cause as TallyError).code);
    fail();
    expect(await press).toBe('not-loaded');
    expect(client.pending('likes').clicks).toBe(0);
    expect(client.status()).toMatchObject({ waiting: 0, loss: { kind: 'not-loaded', presses: 3 } });
    expect(storage.length).toBe(0);

    const again = client.press('likes');
    await pass(100);
    succeed();
    expect(await currentOutcome(again)).toMatchObject({ outcome: 'accepted' });
    expect(api.sent).toHaveLength(1);
  });

  test('pagehideWhileItLoads_storesThePressesForTheNextPage', async () => {
    const { succeed } = unload();
    const storage = new MemoryStorage();
    const { api, client, events, outcomes } = platform({ storage });
    const press = client.press('likes', 2);
    events.dispatchEvent(new Event('pagehide'));
    expect(await currentOutcome(press)).toMatchObject({ outcome: 'kept', delta: 2 });
    expect(outcomes).toEqual([await press]);
    expect(storage.length).toBe(1);

    // The page may return from the cache of the browser.
    events.dispatchEvent(new Event('online'));
    succeed();
    await pass(0);
    expect(api.sent.map(({ key, delta }) => [key, delta])).toEqual([[outcomes[0]!.clickId, 2]]);
    expect(storage.length).toBe(0);
  });

  test('clicksOfAnEarlierPage_loadItAndAreSent_withoutAPress', async () => {
    const storage = new MemoryStorage();
    const { api, another, client, go } = platform({ storage });
    go('offline');
    void client.press('likes');
    await pass(0);
    client.close();
    go('online');
    const { load, fail, succeed } = unload();

    const next = another();
    next.subscribe('likes', () => {});
    expect(load).toHaveBeenCalledTimes(1);
    fail();
    await pass(0);
    expect(storage.length).toBe(1);
    go('online');
    succeed();
    await pass(0);
    expect(api.sent).toHaveLength(1);
    expect(storage.length).toBe(0);
  });

  test('aPageWithoutPressesAndReads_doesNotLoadIt', async () => {
    const { load } = unload();
    const { client } = platform({ storage: new MemoryStorage() });
    client.subscribe('likes', () => {});
    await pass(1_000);
    expect(load).not.toHaveBeenCalled();
    client.prepare();
    expect(load).toHaveBeenCalledOnce();
  });

  test.each([
    ['storage', new MemoryStorage(), 'kept'],
    ['no storage', null, 'given-up'],
  ])('closeWhileItLoads_with%s_settlesThePresses', async (_, storage, expected) => {
    const { succeed } = unload();
    const { api, client } = platform({ storage });
    const press = client.press('likes');
    const read = client.get('likes').catch((cause: unknown) => (cause as TallyError).code);
    await pass(0);
    client.close();
    succeed();
    expect(await currentOutcome(press)).toMatchObject({ outcome: expected });
    expect(await read).toBe('closed');
    expect(storage?.length ?? 1).toBe(1);
    expect(api.urls).toEqual([]);
  });

  test('aReadThatCannotLoadIt_rejects', async () => {
    const { fail } = unload();
    const { client } = platform();
    const read = client.get('likes').catch((cause: unknown) => (cause as TallyError).code);
    fail();
    expect(await read).toBe('not-loaded');
  });
});

test('OnDemand_afterAFailure_loadsAgainOnce', async () => {
  const answers = [Promise.reject(new TypeError('no network')), Promise.resolve('the module')];
  const load = vi.fn(() => answers.shift() as Promise<string>);
  const module = new OnDemand(load);
  await expect(module.load()).rejects.toMatchObject({
    code: 'not-loaded',
    message: expect.stringContaining('no network') as string,
  });
  expect(module.loaded).toBeUndefined();
  expect(await Promise.all([module.load(), module.load()])).toEqual(['the module', 'the module']);
  expect(module.loaded).toBe('the module');
  expect(load).toHaveBeenCalledTimes(2);
});
