import { afterEach, describe, expect, test, vi } from 'vitest';
import { part } from '../src/api.js';
import { TallyError } from '../src/errors.js';
import { OnDemand } from '../src/on-demand.js';
import { timeOf } from '../src/uuid.js';
import { currentOutcome, MemoryStorage, pass, platform, START } from './platform.js';

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

describe('the part for calls', () => {
  test('pressesWhileItLoads_areSentInOrderWithTheirTimes', async () => {
    const { succeed } = unload();
    const { api, client } = platform();
    const first = client.press('likes', 2);
    expect(client.pending('likes')).toEqual({ clicks: 1, sum: 2 });
    await pass(300);
    void client.press('likes', 3);
    await pass(200);
    expect(api.sent).toEqual([]);
    expect(client.status().waiting).toBe(5);
    succeed();
    void client.press('likes', 4);
    await pass(100);
    expect(api.sent.map(({ delta }) => delta)).toEqual([2, 3, 4]);
    expect(api.sent.map(({ key }) => timeOf(key) - START)).toEqual([0, 300, 500]);
    expect((await first).outcome).toBe('accepted');
    expect(client.status().waiting).toBe(0);
  });

  test('aPressThatCannotLoadIt_isGivenUp_andTheNextPressTriesAgain', async () => {
    const { fail, succeed } = unload();
    const storage = new MemoryStorage();
    const { api, client, outcomes } = platform({ storage });
    const press = client.press('likes');
    await pass(0);
    expect(storage.length).toBe(1);
    fail();
    expect(await currentOutcome(press)).toMatchObject({
      outcome: 'given-up',
      reason: 'not-loaded',
      mayHaveBeenCounted: false,
      lastFailure: expect.stringContaining('the part is missing') as string,
    });
    expect(outcomes).toEqual([await press]);
    expect(client.pending('likes').clicks).toBe(0);
    expect(client.status().loss).toMatchObject({ presses: 1, mayHaveBeenCounted: false });
    expect(storage.length).toBe(0);

    const again = client.press('likes');
    await pass(100);
    succeed();
    expect(await currentOutcome(again)).toMatchObject({ outcome: 'accepted' });
    expect(api.sent).toHaveLength(1);
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

  test('closeWhileItLoads_keepsStoredClicks', async () => {
    const { succeed } = unload();
    const storage = new MemoryStorage();
    const { api, client } = platform({ storage });
    const press = client.press('likes');
    const read = client.get('likes').catch((cause: unknown) => (cause as TallyError).code);
    await pass(0);
    client.close();
    succeed();
    expect(await currentOutcome(press)).toMatchObject({ outcome: 'kept' });
    expect(await read).toBe('closed');
    expect(storage.length).toBe(1);
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
