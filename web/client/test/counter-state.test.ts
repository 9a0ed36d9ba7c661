import { describe, expect, test } from 'vitest';
import { ASK_AFTER_MS, CounterState, LET_GO_INCREMENTS_MS, LET_GO_MS, openClick } from '../src/counter-state.js';

const EPOCH = 'eu-west-1.2';
const LATER = 'eu-west-1.3';
const EARLIER = 'eu-west-1.1';
const OTHER_REGION = 'eu-central-1.1';
const SHARD = 'eu-west-1#0';

/** Returns a watched state, and short forms of its calls. */
function stateAt(count: number, watermarks: Record<string, string> = {}) {
  const state = new CounterState();
  let version = 10;
  const receive = (total: number, more: object = {}) =>
    state.receive({ epoch: EPOCH, version: ++version, count: total, watermarks: {}, ...more });
  const press = (delta = 1) => {
    const click = openClick('likes');
    state.press(click, delta);
    return click;
  };
  const accept = (click: ReturnType<typeof press>, sequence: string, more: object = {}) =>
    state.accept(click, { epoch: EPOCH, receipt: { shard: SHARD, sequence }, repeated: false, ...more }, 0);
  state.watch(true);
  receive(count, { watermarks });
  return { state, receive, press, accept };
}

/** Returns the watermarks of 16 shards other than {@link SHARD}. */
function sixteen(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`eu-west-1#${index + 1}`, '900']));
}

describe('the shown number', () => {
  test('shown_noTotal_isUndefined', () => {
    const state = new CounterState();
    state.press(openClick('likes'), 1);
    expect(state.shown).toBeUndefined();
  });

  test('shown_firstTotalAfterAPress_isTheTotal', () => {
    const state = new CounterState();
    state.watch(true);
    state.press(openClick('likes'), 1);
    state.receive({ epoch: EPOCH, version: 1, count: 11, watermarks: {} });
    expect(state.shown).toBe(11);
  });

  test('shown_pressesOfBothSigns_changesAtOnce', () => {
    const { state, press } = stateAt(10);
    press(5);
    press(-2);
    expect(state.shown).toBe(13);
    expect(state.pending).toEqual({ clicks: 2, sum: 3 });
  });

  test('shown_totalBeforeTheAnswer_isNotCountedTwice', () => {
    const { state, receive, press, accept } = stateAt(10);
    const click = press();
    receive(11, { watermarks: { [SHARD]: '7' } });
    expect(state.shown).toBe(11);
    accept(click, '7');
    expect([state.shown, state.pending.clicks, state.nextStep()]).toEqual([11, 0, Infinity]);
  });

  test('shown_rejected_fallsBack', () => {
    const { state, press } = stateAt(10);
    state.drop(press());
    expect(state.shown).toBe(10);
  });

  test('shown_decrementOfAnotherClient_fallsAtOnce', () => {
    const { state, receive, press, accept } = stateAt(10);
    accept(press(), '7');
    receive(5, { watermarks: { [SHARD]: '6' } });
    expect(state.shown).toBe(6);
    receive(6, { watermarks: { [SHARD]: '7' } });
    expect(state.shown).toBe(6);
  });

  test('shown_olderOrSameVersion_isIgnored', () => {
    const { state, receive } = stateAt(10);
    receive(12, { version: 20 });
    receive(11, { version: 20 });
    receive(11, { version: 19 });
    expect(state.shown).toBe(12);
  });
});

describe('receipts', () => {
  test.each([
    ['9', '10'],
    ['18849496460467696127', '18849496460467696128'],
    ['99999999999999999999', '100000000000000000000'],
    ['9'.repeat(38), '1' + '0'.repeat(38)],
  ])('accepted_watermark%s_isHeldUntilTheWatermarkIs%s', (below, sequence) => {
    const { state, receive, press, accept } = stateAt(10);
    accept(press(-1), sequence);
    receive(10, { watermarks: { [SHARD]: below } });
    expect(state.shown).toBe(9);
    expect(state.isIdle).toBe(false);
    receive(9, { watermarks: { [SHARD]: sequence } });
    state.watch(false);
    expect(state.isIdle).toBe(true);
  });

  test.each([['eu-west-1#1'], ['toString'], ['__proto__']])('accepted_shard%s_isNotCoveredByAnotherShard', (shard) => {
    const { state, receive, press, accept } = stateAt(10);
    accept(press(), '7', { receipt: { shard, sequence: '7' } });
    receive(10, { watermarks: { [SHARD]: '7' } });
    state.expire(1e12);
    expect(state.shown).toBe(11);
  });

  test('repeated_onlyIncrements_isHeldLongerThanAShardLags', () => {
    const { state, press, accept } = stateAt(10);
    accept(press(), '7', { repeated: true });
    expect(state.nextStep()).toBe(LET_GO_INCREMENTS_MS);
    state.expire(LET_GO_INCREMENTS_MS - 1);
    expect(state.shown).toBe(11);
    state.expire(LET_GO_INCREMENTS_MS);
    expect(state.shown).toBe(10);
  });

  test.each<[string, (parts: ReturnType<typeof stateAt>) => void]>([
    ['pressed', ({ state, press }) => state.drop(press(-1))],
    ['inATotal', ({ receive }) => receive(10)],
  ])('repeated_decrement%s_isLetGoAfterAMinute', (_, decrement) => {
    const parts = stateAt(10);
    const { state, press, accept } = parts;
    accept(press(), '7', { repeated: true });
    decrement(parts);
    expect(state.nextStep()).toBe(LET_GO_MS);
    state.expire(LET_GO_MS);
    expect(state.shown).toBe(10);
  });

  test('accepted_notWatched_isNotHeld', () => {
    const { state, press, accept } = stateAt(10);
    const click = press();
    state.watch(false);
    accept(click, '7');
    expect(state.isIdle).toBe(true);
  });

  test('accepted_unwatchedAndWatchedAgain_isStillHeld', () => {
    const { state, receive, press, accept } = stateAt(10);
    accept(press(), '7');
    state.watch(false);
    expect(state.isIdle).toBe(false);
    state.watch(true);
    receive(10);
    expect(state.shown).toBe(11);
  });
});

describe('epochs', () => {
  test.each([LATER, OTHER_REGION])('receive_epoch%s_replacesTheNumberAndDropsReceipts', (epoch) => {
    const { state, receive, press, accept } = stateAt(195);
    accept(press(), '7');
    receive(26, { epoch, version: 1 });
    expect(state.shown).toBe(26);
    receive(25, { epoch, version: 2 });
    expect(state.shown).toBe(25);
  });

  test('receive_earlierEpochOfTheRegion_isIgnored', () => {
    const { state, receive } = stateAt(26);
    receive(195, { epoch: EARLIER, version: 900 });
    expect(state.shown).toBe(26);
  });

  test('receive_laterEpoch_keepsUnansweredClicks', () => {
    const { state, receive, press, accept } = stateAt(195);
    const click = press();
    receive(26, { epoch: LATER, version: 1 });
    expect([state.shown, state.pending.clicks]).toEqual([26, 1]);
    accept(click, '7', { epoch: LATER });
    receive(27, { epoch: LATER, version: 2, watermarks: { [SHARD]: '7' } });
    expect(state.shown).toBe(27);
  });

  test('accept_laterEpochThanTheTotal_isHeldUntilItsTotal', () => {
    const { state, receive, press, accept } = stateAt(195);
    accept(press(), '7', { epoch: LATER });
    expect([state.shown, state.nextStep()]).toEqual([196, Infinity]);
    receive(26, { epoch: LATER, version: 1 });
    receive(27, { epoch: LATER, version: 2, watermarks: { [SHARD]: '7' } });
    state.watch(false);
    expect([state.shown, state.isIdle]).toEqual([27, true]);
  });

  test('accept_earlierEpochThanTheTotal_isNotHeld', () => {
    const { state, press, accept } = stateAt(26);
    accept(press(), '7', { epoch: EARLIER });
    expect(state.shown).toBe(26);
  });

  test('accept_anotherRegion_isLetGoAfterAMinute', () => {
    const { state, press, accept } = stateAt(26);
    accept(press(), '7', { epoch: OTHER_REGION });
    expect(state.nextStep()).toBe(LET_GO_MS);
  });
});

describe('more shards than watermarks', () => {
  test('takeQuestion_shardNotListed_asksOnceForItsNewestReceipt', () => {
    const { state, receive, press, accept } = stateAt(10, sixteen());
    accept(press(), '7');
    accept(press(), '8');
    expect(state.nextStep()).toBe(ASK_AFTER_MS);
    expect(state.takeQuestion(ASK_AFTER_MS - 1)).toBeUndefined();
    const question = state.takeQuestion(ASK_AFTER_MS)!;
    expect(question).toMatchObject({ epoch: EPOCH, receipt: { shard: SHARD, sequence: '8' } });
    expect([state.takeQuestion(ASK_AFTER_MS), state.nextStep()]).toEqual([undefined, Infinity]);
    receive(11, { watermarks: sixteen() });
    expect(state.shown).toBe(12);
    state.receiveAfter(question, { epoch: EPOCH, version: 900, count: 15, watermarks: sixteen() });
    state.watch(false);
    expect([state.shown, state.isIdle]).toEqual([15, true]);
  });

  test('takeQuestion_shardListedOrFewerShards_asksNothing', () => {
    const few = stateAt(10);
    few.accept(few.press(), '7');
    const listed = stateAt(10, { ...sixteen(), [SHARD]: '6' });
    listed.accept(listed.press(), '7');
    expect([few, listed].map(({ state }) => state.takeQuestion(1e12))).toEqual([undefined, undefined]);
  });

  test('endEpoch_afterAQuestion_dropsTheReceiptsOfThatEpoch', () => {
    const { state, press, accept } = stateAt(10, sixteen());
    accept(press(), '7');
    state.endEpoch(EPOCH);
    expect(state.shown).toBe(10);
  });
});
