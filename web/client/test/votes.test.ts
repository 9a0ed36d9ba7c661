import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ClientOptions, CounterView, TallyError, VoteOutcome } from '../src/index.js';
import { timeOf } from '../src/uuid.js';
import type { StoredVote } from '../src/vote-store.js';
import { ModelVotes } from './model-votes.js';
import { json, MemoryStorage, pass, platform, seeded } from './platform.js';

afterEach(() => vi.useRealTimers());

const VOTER = '5f0c1d7ab3e94c28';

/** Returns a client of a reliable server with one counter of votes, and the last view of the counter. */
function voting(counter: string, options: Partial<ClientOptions> = {}) {
  const random = seeded(5);
  const stack = new ModelVotes(counter, random, false);
  stack.isUnreliable = false;
  const storage = new MemoryStorage();
  const parts = platform({ fetch: stack.fetch, WebSocket: stack.socketClass(), storage, ...options });
  const seen: CounterView[] = [];
  const votes = parts.client.counter(counter);
  votes.subscribe((view) => seen.push(view));
  return { ...parts, seen, stack, storage, view: () => seen.at(-1)!, votes };
}

/** Answers a read of the mode, and no other call. */
const withoutCalls: typeof fetch = (_, init) =>
  init?.headers === undefined ? Promise.resolve(json(200, {})) : new Promise(() => {});

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: TallyError) => `${error.code}: ${error.message}`,
  );

describe('vote', () => {
  test('vote_like_showsAtOnceAndIsCountedOnce', async () => {
    const { seen, stack, view, votes } = voting('like~a');
    await pass(1_000);
    expect(view()).toMatchObject({ count: 0, mine: 0, pending: 0 });
    const outcome = votes.vote(1);
    expect(view()).toMatchObject({ count: 1, mine: 1, pending: 1 });
    await pass(2_000);
    expect(await outcome).toMatchObject({ outcome: 'accepted', counter: 'like~a', value: 1 });
    expect(view()).toMatchObject({ count: 1, mine: 1, pending: 0 });
    expect(stack.count).toBe(1);
    expect(new Set(seen.map(({ count }) => count))).toEqual(new Set([undefined, 0, 1]));
  });

  test('vote_whileOneIsInFlight_sendsOnlyTheLast', async () => {
    const { stack, view, votes } = voting('updown~a');
    await pass(1_000);
    const outcomes = [votes.vote(1), votes.vote(0), votes.vote(1), votes.vote(-1)];
    expect(view()).toMatchObject({ count: -1, down: 1, mine: -1, up: 0 });
    await pass(3_000);
    expect(stack.sent.map(({ value }) => value)).toEqual([1, -1]);
    const last = (await Promise.all(outcomes)).map((outcome) => outcome.value);
    expect(last).toEqual([-1, -1, -1, -1]);
    expect(view()).toMatchObject({ count: -1, down: 1, mine: -1, up: 0 });
  });

  test('vote_theCountedValue_sendsNothing', async () => {
    const { stack, votes } = voting('like~a');
    await pass(1_000);
    expect(await votes.vote(0)).toEqual({ outcome: 'no-vote', counter: 'like~a', value: 0 });
    expect(stack.sent).toEqual([]);
  });

  test('vote_rejected_returnsToTheValueBefore', async () => {
    const { client, stack, view, votes } = voting('like~a');
    await pass(1_000);
    stack.next.push(json(400, { type: 'urn:tally:problem:x', title: 'No', detail: 'not now' }));
    const outcome = votes.vote(1);
    await pass(1_000);
    expect(await outcome).toMatchObject({ outcome: 'refused', value: 1, problem: { detail: 'not now' } });
    expect(view()).toMatchObject({ count: 0, mine: 0, pending: 0 });
    expect(client.status().loss).toMatchObject({ kind: 'refused', presses: 1 });
  });

  test('vote_unclearAnswer_isSentAgainWithTheSameKey', async () => {
    const { stack, view, votes } = voting('like~a');
    await pass(1_000);
    stack.next.push(json(503, {}), json(503, {}));
    void votes.vote(1);
    await pass(5_000);
    expect(stack.sent).toHaveLength(3);
    expect(new Set(stack.sent.map(({ key }) => key)).size).toBe(1);
    expect(view()).toMatchObject({ count: 1, mine: 1, pending: 0 });
  });

  test('vote_offlineBeyondTheWindowAndReloaded_isSentWithAnotherKey', async () => {
    const { another, client, go, stack, storage, votes } = voting('like~a');
    await pass(1_000);
    go('offline');
    const outcome: Promise<VoteOutcome> = votes.vote(1);
    await pass(3_600_000);
    client.close();
    expect(await outcome).toEqual({ outcome: 'kept', counter: 'like~a', value: 1 });
    const next = another().counter('like~a');
    next.subscribe(() => {});
    await pass(10);
    expect(next.view()).toMatchObject({ mine: 1, pending: 1 });
    go('online');
    await pass(5_000);
    expect(stack.count).toBe(1);
    expect([...storage.entries.keys()]).toEqual(['tally:voter:http://tally.test']);
  });

  test('vote_afterAReload_isReadFromTheServer', async () => {
    const { another, client, stack, votes } = voting('like~a');
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    client.close();
    const next = another();
    const views = ['like~a', 'like~b', 'updown~c'].map((id) => next.counter(id));
    views.forEach((view) => view.subscribe(() => {}));
    await pass(2_000);
    expect(views.map((view) => view.view().mine)).toEqual([1, 0, 0]);
    expect(stack.urls.filter((url) => url.includes('/v1/votes'))).toEqual([
      'http://tally.test/v1/votes?ids=like~a,like~b,updown~c',
    ]);
  });

  test('reset_ofTheCounter_isReadAgain', async () => {
    const { stack, view, votes } = voting('like~a');
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    stack.reset();
    await pass(2_000);
    expect(view()).toMatchObject({ count: 0, mine: 0 });
  });

  test.each([1, Infinity])('reset_%sReadsFromBeforeIt_areReadAgainOnce', async (late) => {
    let [left, reads] = [0, 0];
    const answer: typeof fetch = async (input, init) => {
      const isLate = init?.method === 'GET' && reads++ < left;
      return isLate ? json(200, { votes: [{ counter: 'like~a', value: 1 }] }) : stack.fetch(input, init);
    };
    const { stack, view, votes } = voting('like~a', { fetch: (input, init) => answer(input, init) });
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    left = late;
    stack.reset();
    await pass(120_000);
    expect(reads).toBe(2);
    expect(view().mine).toBe(late === 1 ? 0 : 1);
    expect(view().count).toBe(view().mine);
  });

  test('read_rejectedForOneCounter_returnsTheValuesOfTheOthers', async () => {
    const reads: string[] = [];
    const wrong = { type: 'urn:tally:problem:invalid-counter', title: 'No', field: 'counter' };
    const answer: typeof fetch = async (input, init) => {
      const ids = /votes\?ids=(.*)/.exec(String(input))?.[1];
      reads.push(...(ids === undefined ? [] : [ids]));
      return ids?.includes('clap~wrong') ? json(400, wrong) : stack.fetch(input, init);
    };
    const { client, errors, stack, view } = voting('like~a', {
      fetch: (input, init) => answer(input, init),
      voter: VOTER,
    });
    stack.values.set(VOTER, 1);
    const outcome = client.counter('clap~wrong').clap(3);
    const others = [...'bcdefgh'].map((name) => client.counter(`like~${name}`));
    others.forEach((other) => other.subscribe(() => {}));
    await pass(5_000);
    expect(view().mine).toBe(1);
    expect(others.map((other) => other.view().mine)).toEqual(others.map(() => 0));
    expect(await outcome).toMatchObject({ outcome: 'refused', value: 3, problem: { field: 'counter' } });
    expect(client.counter('clap~wrong').view().pending).toBe(0);
    expect(client.status().loss).toMatchObject({ kind: 'refused', presses: 1 });
    expect(errors.map(({ code }) => code)).toEqual(['http']);
    expect(reads.length).toBeLessThan(others.length + 2);
  });

  test('read_rejectedForAllCounters_isNotRepeated', async () => {
    let reads = 0;
    const answer: typeof fetch = async (input, init) => {
      const isRead = String(input).includes('votes?ids=');
      reads += Number(isRead);
      return isRead ? json(401, { message: 'Unauthorized' }) : stack.fetch(input, init);
    };
    const { client, stack, votes } = voting('clap~a', { fetch: (input, init) => answer(input, init), voter: VOTER });
    client.counter('like~b').subscribe(() => {});
    const outcome = votes.clap(2);
    await pass(60_000);
    expect(await outcome).toMatchObject({ outcome: 'refused', value: 2, problem: { status: 401 } });
    expect([client.status().waiting, reads]).toEqual([0, 1]);
  });

  test('read_thatBeganBeforeAVoteWasCounted_isReadAgain', async () => {
    let gate: Promise<void> | undefined;
    const answers: Response[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await stack.fetch(input, init);
      if (init?.method === 'GET' && gate !== undefined) {
        answers.push(answer);
        await gate;
      }
      return answer;
    };
    const { stack, view, votes } = voting('like~a', { fetch: (input, init) => fetch(input, init) });
    void votes.vote(1);
    await pass(2_000);
    stack.stall(10_000);
    void votes.vote(0);
    await pass(1_000);
    let open = (): void => {};
    gate = new Promise((resolve) => (open = resolve));
    stack.cut();
    await pass(15_000);
    expect(answers).toHaveLength(1);
    open();
    await pass(2_000);
    expect(view()).toMatchObject({ count: 0, mine: 0 });
    expect(answers).toHaveLength(2);
  });

  test.each(['close', 'pagehide'])('%s_duringAVote_anotherTabSendsItAtOnce', async (end) => {
    let answers = true;
    const answer: typeof fetch = (input, init) => (answers ? stack.fetch(input, init) : new Promise(() => {}));
    const { another, client, events, stack, storage, votes } = voting('like~a', {
      fetch: (input, init) => answer(input, init),
    });
    const others = new EventTarget();
    const changed = () => {
      const key = [...storage.entries.keys()].find((each) => each.startsWith('tally:vote:'));
      others.dispatchEvent(Object.assign(new Event('storage'), { key, newValue: null }));
    };
    another({ events: others })
      .counter('like~a')
      .subscribe(() => {});
    await pass(1_000);
    answers = false;
    void votes.vote(1);
    await pass(1_000);
    changed();
    answers = true;
    await pass(1_000);
    expect(stack.sent).toEqual([]);
    if (end === 'close') {
      client.close();
    } else {
      events.dispatchEvent(new Event('pagehide'));
    }
    changed();
    await pass(1_000);
    expect(stack.count).toBe(1);
  });

  test('close_withAVoteInFlight_leavesNoTimer', async () => {
    const { client, go, votes } = voting('like~a');
    await pass(1_000);
    go('offline');
    void votes.vote(1);
    await pass(100);
    client.close();
    await pass(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the shown number', () => {
  const countsOf = (seen: readonly CounterView[]) => new Set(seen.flatMap(({ count }) => count ?? []));

  test('count_afterAReloadWithAVoteInDoubt_isNeverTwoForOneVoter', async () => {
    const { another, client, go, view, votes } = voting('like~a');
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    expect(view()).toMatchObject({ count: 1, mine: 1 });
    go('offline');
    void votes.vote(0);
    client.close();
    go('online');
    const seen: CounterView[] = [];
    const next = another({ fetch: withoutCalls }).counter('like~a');
    next.subscribe((each) => seen.push(each));
    await pass(1_000);
    void next.vote(1);
    await pass(1_000);
    expect(seen.at(-1)).toMatchObject({ count: 1, mine: 1 });
    expect(countsOf(seen)).toEqual(new Set([0, 1]));
  });

  test('count_beforeTheOwnValueIsRead_isTheTotal', async () => {
    const { seen, stack, view, votes } = voting('like~a', { fetch: withoutCalls, voter: VOTER });
    ['other', VOTER].forEach((voter) => stack.values.set(voter, 1));
    await pass(1_000);
    void votes.vote(1);
    expect(view()).toMatchObject({ count: 2, mine: 1 });
    void votes.vote(0);
    void votes.vote(1);
    await pass(100);
    expect(countsOf(seen)).toEqual(new Set([2]));
  });

  test('count_afterALostAnswer_changesOnce', async () => {
    const lost: typeof fetch = async (input, init) => {
      await stack.fetch(input, init);
      throw new TypeError('the answer was lost');
    };
    const { seen, stack, view, votes } = voting('like~a', { fetch: (input, init) => lost(input, init) });
    ['one', 'two', 'three'].forEach((voter) => stack.values.set(voter, 1));
    await pass(1_000);
    void votes.vote(1);
    await pass(3_000);
    expect(stack.count).toBe(4);
    expect(view()).toMatchObject({ count: 4, mine: 1, total: { count: 4 } });
    void votes.vote(0);
    await pass(1_000);
    const counts = seen.flatMap(({ count }) => count ?? []);
    expect(counts.filter((count, index) => count !== counts[index - 1])).toEqual([3, 4, 3]);
  });

  test('count_ofClapsThatCannotIncludeTheOwnOnes_isReadAgain', async () => {
    const { stack, view, votes } = voting('clap~a');
    await pass(1_000);
    void votes.clap(3);
    await pass(2_000);
    const voter = [...stack.values.keys()][0]!;
    stack.accept(voter, 'from another device', 5);
    await pass(3_000);
    expect(view()).toMatchObject({ count: 5, mine: 5, voters: 1 });
  });
});

describe('clap', () => {
  test('clap_beyondFifty_staysAtFifty', async () => {
    const { stack, view, votes } = voting('clap~a');
    await pass(1_000);
    for (let clap = 0; clap < 30; clap++) {
      void votes.clap(2);
    }
    expect(view()).toMatchObject({ count: 50, mine: 50, voters: 1 });
    await pass(5_000);
    expect(stack.count).toBe(50);
    expect(stack.sent.map(({ value }) => value)).toEqual([2, 50]);
  });

  test('clap_beforeTheOwnValueIsRead_isAddedToIt', async () => {
    const { client, stack, view } = voting('clap~a', { voter: VOTER });
    stack.values.set(VOTER, 10);
    void client.counter('clap~a').clap(3);
    await pass(5_000);
    expect(stack.values.get(VOTER)).toBe(13);
    expect(view()).toMatchObject({ count: 13, mine: 13 });
  });

  test('clap_beyondTheMaximumOfTheServer_staysAtIt', async () => {
    const { client, stack, view, votes } = voting('clap~a');
    await pass(1_000);
    const detail = 'value must be a whole number from 0 to 20';
    stack.next.push(json(400, { type: 'urn:tally:problem:invalid-field', title: 'No', detail, field: 'value' }));
    const outcome = votes.clap(30);
    await pass(3_000);
    expect(await outcome).toMatchObject({ outcome: 'accepted', value: 20 });
    expect(view()).toMatchObject({ count: 20, mine: 20, pending: 0 });
    expect(await votes.clap(5)).toMatchObject({ outcome: 'no-vote', value: 20 });
    expect(stack.sent.map(({ value }) => value)).toEqual([30, 20]);
    expect(client.status().loss).toBeUndefined();
  });

  test('clap_aboveFiftyCounted_isNotLowered', async () => {
    const { stack, view, votes } = voting('clap~a', { voter: VOTER });
    stack.values.set(VOTER, 80);
    void votes.clap(3);
    await pass(3_000);
    expect(stack.sent).toEqual([]);
    expect(view()).toMatchObject({ count: 80, mine: 80, voters: 1 });
  });
});

describe('the clock of the device', () => {
  test.each([86_400_000, 3_600_000, 31_000, -241_000, -86_400_000])(
    'vote_clockWrongBy%iMs_isAcceptedUnderAnIdOfTheServersTime',
    async (errorMs) => {
      const { client, seen, stack, votes } = voting('like~a', { now: () => Date.now() + errorMs });
      await pass(1_000);
      const first = votes.vote(1);
      await pass(2_000);
      expect(await first).toMatchObject({ outcome: 'accepted', value: 1, repeated: false });
      const second = votes.vote(0);
      await pass(2_000);
      expect(await second).toMatchObject({ outcome: 'accepted', value: 0, repeated: false });
      expect(stack.sent.map(({ value }) => value)).toEqual([1, 1, 0]);
      expect(Math.abs(timeOf(stack.sent.at(-1)!.key) - Date.now())).toBeLessThan(3_000);
      expect(seen.map(({ mine }) => mine).filter((mine, at, all) => mine !== all[at - 1])).toEqual([0, 1, 0]);
      expect(seen.at(-1)).toMatchObject({ count: 0, pending: 0 });
      expect(client.status().loss).toBeUndefined();
    },
  );

  test('clap_clockWrong_isCountedOnce', async () => {
    const { stack, view, votes } = voting('clap~a', { now: () => Date.now() + 3_600_000 });
    await pass(1_000);
    void votes.clap(2);
    void votes.clap(3);
    await pass(3_000);
    expect(stack.count).toBe(5);
    expect(view()).toMatchObject({ count: 5, mine: 5, pending: 0 });
  });

  test.each([3_600_000, -3_600_000])('vote_clockWrongBy%iMs_keepsTheVotesThatWait', async (errorMs) => {
    const { client, go, stack } = voting('like~a', { now: () => Date.now() + errorMs });
    await pass(1_000);
    go('offline');
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `like~${name}`);
    const outcomes = ids.map((id) => client.counter(id).vote(1));
    await pass(1_000);
    stack.next.push(json(503, {}, { 'Retry-After': '60' }));
    go('online');
    await pass(120_000);
    for (const outcome of outcomes) {
      expect(await outcome).toMatchObject({ outcome: 'accepted', value: 1 });
    }
  });

  test('vote_tooOldAfterALostAnswer_isSentWithAnotherKey', async () => {
    const { stack, view, votes } = voting('like~a', { now: () => Date.now() - 3_600_000 });
    await pass(1_000);
    stack.next.push(json(503, {}));
    const outcome = votes.vote(1);
    await pass(5_000);
    expect(await outcome).toMatchObject({ outcome: 'accepted', value: 1 });
    expect(view()).toMatchObject({ count: 1, mine: 1, pending: 0 });
  });

  test('vote_ofAnEarlierPage_isSentWithAnotherKey', async () => {
    const now = () => Date.now() + 3_600_000;
    const { another, client, go, stack, votes } = voting('like~a', { now });
    await pass(1_000);
    go('offline');
    void votes.vote(1);
    await pass(1_000);
    client.close();
    const next = another().counter('like~a');
    next.subscribe(() => {});
    go('online');
    await pass(5_000);
    expect(stack.count).toBe(1);
    expect(next.view()).toMatchObject({ count: 1, mine: 1, pending: 0 });
  });

  test('vote_unansweredWithAClockAhead_keepsItsIdAfterAReload', async () => {
    const { another, client, stack, votes } = voting('like~a', { now: () => Date.now() + 60_000 });
    await pass(1_000);
    stack.next.push(json(503, {}));
    void votes.vote(1);
    await pass(100);
    client.close();
    const next = another().counter('like~a');
    next.subscribe(() => {});
    await pass(40_000);
    // The first request may arrive up to half a minute late, after a later vote of another id.
    expect(new Set(stack.sent.map(({ key }) => key)).size).toBe(1);
    expect(next.view()).toMatchObject({ count: 1, mine: 1, pending: 0 });
  });

  test('vote_replacedByAnotherTab_isNotSent', async () => {
    let isOnline = false;
    const wrong = { now: () => Date.now() + 3_600_000, isOnline: () => isOnline };
    const { another, events, stack, storage, votes } = voting('like~a', wrong);
    await pass(1_000);
    void votes.vote(1);
    const entry = JSON.parse([...storage.entries.values()].at(-1)!) as StoredVote;
    const other = another({ isOnline: () => true }).counter('like~a');
    other.subscribe(() => {});
    await pass(20_000);
    expect(stack.sent.map(({ key }) => key === entry.flight!.id)).toEqual([true, false]);
    void other.vote(0);
    await pass(5_000);
    isOnline = true;
    events.dispatchEvent(new Event('online'));
    await pass(5_000);
    expect(stack.sent.filter(({ key }) => key === entry.flight!.id)).toHaveLength(1);
    expect([votes.view().mine, other.view().mine, stack.count]).toEqual([0, 0, 0]);
  });

  test('vote_rejectedAgainWithACorrectedClock_returnsToTheValueBefore', async () => {
    const { client, stack, view, votes } = voting('like~a', { now: () => Date.now() + 3_600_000 });
    await pass(1_000);
    const rejection = () => json(409, { title: 'No' }, { Date: new Date().toUTCString() });
    stack.next.push(rejection(), rejection());
    const outcome = votes.vote(1);
    await pass(3_000);
    expect(await outcome).toMatchObject({ outcome: 'refused', value: 1 });
    expect(stack.sent).toHaveLength(2);
    expect(view()).toMatchObject({ count: 0, mine: 0, pending: 0 });
    expect(client.status().loss).toMatchObject({ kind: 'refused', presses: 1 });
  });
});

describe('the kind', () => {
  test.each([
    ['like~a', 'like'],
    ['updown~a', 'updown'],
    ['clap~a', 'clap'],
    ['love~a', 'clicks'],
    ['likes', 'clicks'],
  ])('kind_%s_is_%s', (id, kind) => {
    expect(platform().client.counter(id).kind).toBe(kind);
  });

  test('otherCallsAndValues_areRejected', async () => {
    const { client } = voting('like~a');
    const counter = (id: string) => client.counter(id);
    expect(await codeOf(counter('like~a').press())).toContain('wrong-kind: like~a takes votes and no clicks');
    expect(await codeOf(counter('likes').vote(1))).toContain('wrong-kind: likes takes clicks and no votes');
    expect(await codeOf(counter('like~a').clap())).toContain('wrong-kind');
    expect(await codeOf(counter('like~a').vote(2))).toBe('invalid-vote: like~a takes the values 0 and 1, not 2');
    expect(await codeOf(counter('updown~a').vote(1.5))).toContain('the values -1, 0 and 1, not 1.5');
    expect(await codeOf(counter('clap~a').vote(51))).toContain('the values 0 to 50, not 51');
    expect(await codeOf(counter('clap~a').clap(0))).toContain('invalid-vote');
  });
});

describe('the voter', () => {
  test('voter_withoutAVote_isNotStored', async () => {
    const { stack, storage, view } = voting('like~a');
    await pass(5_000);
    expect(view().mine).toBe(0);
    expect(stack.urls).toEqual([]);
    expect(storage.length).toBe(0);
  });

  test('voter_withoutItsStorage_isInMemory', async () => {
    const { stack, storage, votes } = voting('like~a', { voterStorage: null });
    void votes.vote(1);
    await pass(2_000);
    void votes.vote(0);
    await pass(2_000);
    expect(stack.sent.map(({ value }) => value)).toEqual([1, 0]);
    expect(new Set(stack.sent.map(({ voter }) => voter)).size).toBe(1);
    expect(stack.sent[0]!.voter).toMatch(/^[0-9a-f]{32}$/);
    expect(storage.length).toBe(0);
  });

  test('voter_given_isSent', async () => {
    const { stack, votes } = voting('like~a', { voter: VOTER });
    void votes.vote(1);
    await pass(2_000);
    expect(stack.sent.map(({ voter }) => voter)).toEqual([VOTER]);
    expect(() => platform({ voter: 'short' })).toThrow('16 to 64 characters');
  });

  test('voter_withATokenSource_isNotSent', async () => {
    const { stack, votes } = voting('like~a', { token: () => 'jwt', voter: VOTER });
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    expect(stack.sent.map(({ voter }) => voter)).toEqual([null]);
    expect(stack.authorizations).toEqual(['Bearer jwt', 'Bearer jwt']);
  });

  test('moveVotes_toASignedInVoter_isTwoVotes', async () => {
    const { client, stack, view, votes } = voting('like~a');
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    const moved = client.moveVotes(VOTER);
    await pass(3_000);
    expect((await moved).map(({ value }) => value)).toEqual([0, 1]);
    expect(stack.values.get(VOTER)).toBe(1);
    expect(stack.count).toBe(1);
    expect(view()).toMatchObject({ count: 1, mine: 1 });
    void votes.vote(0);
    await pass(2_000);
    expect(stack.sent.at(-1)).toMatchObject({ value: 0, voter: VOTER });
  });

  test('moveVotes_untilBothVotesAreCounted_showsOneVote', async () => {
    const { client, stack, storage, view, votes } = voting('like~a');
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    void client.moveVotes(VOTER);
    for (let time = 0; time < 10_000; time += 10) {
      await pass(10);
      expect(view().count).toBe(1);
    }
    expect(view()).toMatchObject({ count: 1, mine: 1, pending: 0 });
    expect(stack.count).toBe(1);
    expect([...storage.entries.keys()]).toEqual(['tally:voter:http://tally.test']);
  });

  test.each([1, 2])('moveVotes_reloadedBeforeVote%iOfBoth_endsAsOneVote', async (lost) => {
    const fails = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const isOfUser = new Headers(init?.headers).get('Tally-Voter') === VOTER;
      return init?.method === 'PUT' && isOnline === false && isOfUser === (lost === 2)
        ? Promise.reject(new TypeError('failed'))
        : stack.fetch(input, init);
    };
    let isOnline = true;
    const { another, client, stack, storage, votes } = voting('like~a', { fetch: (input, init) => fails(input, init) });
    await pass(1_000);
    void votes.vote(1);
    await pass(2_000);
    isOnline = false;
    void client.moveVotes(VOTER);
    await pass(2_000);
    client.close();
    isOnline = true;
    const next = another({ voter: VOTER }).counter('like~a');
    const seen: CounterView[] = [];
    next.subscribe((view) => seen.push(view));
    await pass(10_000);
    expect(stack.values.get(VOTER)).toBe(1);
    expect(stack.count).toBe(1);
    expect(next.view()).toMatchObject({ count: 1, mine: 1, pending: 0 });
    expect([...storage.entries.keys()]).toEqual(['tally:voter:http://tally.test']);
  });

  test('moveVotes_withATokenSource_isRejected', async () => {
    const { client } = voting('like~a', { token: () => 'jwt' });
    expect(await codeOf(client.moveVotes(VOTER))).toContain('invalid-voter: the token names the voter');
  });
});
