import { expect, test } from 'vitest';
import { PressTimes } from '../src/counting/press-times.js';
import { EPOCH } from './test-page.js';

const SHARD = 'eu-west-1#0';

/** Returns times after a first total, with a clock that the test sets. */
function timesAfterATotal() {
  const clock = { time: 1_000_000 };
  const timed: number[] = [];
  const times = new PressTimes(
    () => clock.time,
    (milliseconds) => timed.push(milliseconds),
  );
  const receive = (sequence: number, epoch = EPOCH) =>
    times.receive({ epoch, watermarks: { [SHARD]: String(sequence) } });
  const accepted = (sequence: number, repeated = false) => ({
    epoch: EPOCH,
    receipt: { shard: SHARD, sequence: String(sequence) },
    repeated,
  });
  receive(9);
  return { clock, times, timed, receive, accepted };
}

test('timed_countedBeforeOrAfterTheAnswer_isTheArrivalOfTheTotal', () => {
  const { clock, times, timed, receive, accepted } = timesAfterATotal();
  const quick = times.press()!;
  clock.time += 40;
  receive(10);
  clock.time += 20;
  times.accept(quick, accepted(10));
  expect(timed).toEqual([40]);
  const usual = times.press()!;
  clock.time += 30;
  times.accept(usual, accepted(11));
  receive(10);
  clock.time += 100;
  receive(11);
  receive(12);
  expect(timed).toEqual([40, 130]);
});

test('timed_beforeTheFirstTotal_isNotMeasured', () => {
  const times = new PressTimes(
    () => 0,
    () => expect.unreachable(),
  );
  expect(times.press()).toBeUndefined();
});

test('timed_repeatedSend_isNotMeasured', () => {
  const { times, timed, receive, accepted } = timesAfterATotal();
  times.accept(times.press()!, accepted(10, true));
  receive(10);
  expect(timed).toEqual([]);
});

test('timed_totalOfAnotherEpoch_isNotTheTotalOfThePress', () => {
  const { times, timed, receive, accepted } = timesAfterATotal();
  times.accept(times.press()!, accepted(10));
  receive(10, 'eu-west-1.2026-11-22T11:00:00.000');
  expect(timed).toEqual([]);
});
