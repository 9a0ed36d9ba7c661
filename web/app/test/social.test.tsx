import type { Total } from '@tally/client';
import { act, cleanup, fireEvent, renderHook, screen } from '@testing-library/preact';
import { createRef } from 'preact/compat';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ButtonPage } from '../src/button/ButtonPage.js';
import { goalAfter, goalReached, progressOf } from '../src/button/milestones.js';
import { Others } from '../src/button/others.js';
import { useHold } from '../src/button/use-hold.js';
import { Viewers } from '../src/button/Viewers.js';
import { forgetLost, ownPresses } from '../src/own.js';
import { accepting, json, testPage } from './test-page.js';

beforeEach(() => window.localStorage.clear());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const total = (count: number, version: number, epoch = 'a'): Total => ({
  counter: 'global',
  count,
  version,
  epoch,
  updatedAt: null,
  minutes: {},
  viewers: 1,
  watermarks: {},
});

describe('the presses of others', () => {
  test('see_firstTotalAndNewEpoch_areNoPresses', () => {
    const others = new Others();
    expect(others.see(total(500, 1), 500, 0, 0)).toBe(0);
    expect(others.see(total(900, 1, 'b'), 900, 0, 100)).toBe(0);
  });

  test('see_ownPressesAndTheirTotal_areNoPressesOfOthers', () => {
    const others = new Others();
    others.see(total(10, 1), 10, 0, 0);
    expect(others.see(total(10, 1), 11, 1, 50)).toBe(0);
    expect(others.see(total(10, 1), 12, 2, 90)).toBe(0);
    expect(others.see(total(12, 2), 12, 2, 150)).toBe(0);
  });

  test('see_totalWithBoth_isOnlyThoseOfOthers', () => {
    const others = new Others();
    others.see(total(10, 1), 10, 0, 0);
    others.see(total(10, 1), 11, 1, 50);
    expect(others.see(total(14, 2), 14, 1, 150)).toBe(3);
    expect(others.see(total(13, 3), 13, 1, 250)).toBe(0);
    expect(others.see(total(353, 4), 353, 1, 350)).toBe(340);
  });

  test('see_ownPressesInAnotherTab_areNoPressesOfOthers', () => {
    const others = new Others();
    others.see(total(10, 1), 10, 5, 0);
    expect(others.see(total(10, 1), 10, 7, 50)).toBe(0);
    expect(others.see(total(11, 2), 11, 7, 150)).toBe(0);
    expect(others.see(total(15, 3), 15, 7, 250)).toBe(3);
    expect(others.see(total(15, 3), 15, 8, 300)).toBe(0);
    expect(others.see(total(15, 3), 15, 7, 350)).toBe(0);
    expect(others.see(total(16, 4), 16, 7, 450)).toBe(1);
  });

  test('intervalMs_steadyTotals_isTheirInterval', () => {
    const others = new Others();
    for (let version = 0; version < 40; version++) {
      others.see(total(version, version), version, 0, version * 150);
    }
    expect(others.intervalMs).toBeCloseTo(150, 0);
    others.see(total(41, 41), 41, 0, 1_000_000);
    expect(others.intervalMs).toBeLessThan(800);
  });
});

describe('goals', () => {
  test.each([
    [-3, 100],
    [0, 100],
    [99, 100],
    [100, 500],
    [787, 1_000],
    [1_000, 5_000],
    [5_000, 10_000],
    [99_999, 100_000],
  ])('goalAfter_%i', (count, goal) => {
    expect(goalAfter(count)).toBe(goal);
  });

  test.each([
    [99, 100, 100],
    [99, 1_200, 1_000],
    [100, 499, undefined],
    [0, 99, undefined],
    [1_200, 900, undefined],
  ])('goalReached_from%iTo%i', (before, now, goal) => {
    expect(goalReached(before, now)).toBe(goal);
  });

  test('progressOf_counts_isTheWayFromTheGoalBefore', () => {
    expect([progressOf(-5), progressOf(50), progressOf(100), progressOf(300)]).toEqual([0, 0.5, 0, 0.5]);
  });

  async function openAt(count: number) {
    const page = testPage((url, init) => (init?.method === 'POST' ? accepting(url, init) : json(404, {})));
    page.show(<ButtonPage />);
    await act(() => page.open());
    await act(async () => page.total('global', count));
    return page;
  }

  test('goal_total_showsTheWayToTheNext', async () => {
    await openAt(787);
    expect(screen.getByTestId('goal').textContent).toContain('213 to 1,000');
  });

  test('milestone_reachedByOthers_isCelebratedForAWhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const page = await openAt(998);
    await act(async () => {
      page.total('global', 1_003);
      await vi.advanceTimersByTimeAsync(100);
    });
    expect(screen.getByTestId('goal').dataset['milestone']).toBe('1000');
    expect(screen.getByTestId('goal').textContent).toContain('1,000 presses!');
    expect(screen.getByTestId('confetti').childElementCount).toBe(0);
    await act(async () => void (await vi.advanceTimersByTimeAsync(6_000)));
    expect(screen.getByTestId('goal').dataset['milestone']).toBeUndefined();
  });

  test('milestone_reachedWithOwnPress_namesYou', async () => {
    const page = await openAt(999);
    fireEvent.click(screen.getByTestId('press'));
    await act(() => vi.waitFor(() => expect(page.tally.client.status().waiting).toBe(0)));
    await act(async () => page.total('global', 1_000));
    await vi.waitFor(() =>
      expect(screen.getByTestId('goal').textContent).toContain('You were among the presses that reached 1,000'),
    );
  });

  test('ownPresses_openedAgain_areRemembered', async () => {
    const page = await openAt(10);
    fireEvent.click(screen.getByTestId('press'));
    fireEvent.click(screen.getByTestId('press'));
    expect(screen.getByTestId('own-presses').textContent).toBe('You: 2 of 12');
    await vi.waitFor(() => expect(page.tally.client.status().waiting).toBe(0));
    cleanup();
    await openAt(12);
    expect(screen.getByTestId('own-presses').dataset['value']).toBe('2');
  });
});

test('forgetLost_notCounted_isNoOwnPressAnyMore', () => {
  const { tally } = testPage();
  const own = ownPresses(tally, 'likes');
  own.add(1);
  own.add(1);
  const click = { counter: 'likes', clickId: 'x', delta: 1, lastFailure: null, reason: 'closed' } as const;
  forgetLost(tally, { ...click, outcome: 'given-up', mayHaveBeenCounted: true });
  expect(own.sum()).toEqual({ here: 2, all: 2 });
  forgetLost(tally, { ...click, outcome: 'given-up', mayHaveBeenCounted: false });
  expect(own.sum()).toEqual({ here: 2, all: 1 });
});

test('forgetLost_withoutStorage_keepsTheOtherPresses', () => {
  vi.stubGlobal('localStorage', undefined);
  const own = ownPresses(testPage().tally, 'likes');
  own.add(3);
  own.lose(1);
  vi.unstubAllGlobals();
  expect(own.sum()).toEqual({ here: 3, all: 2 });
});

describe('a held button', () => {
  const pointer = (type: string) => ({ button: 0, pointerType: type }) as never;
  const key = (name: string, repeat = false) => ({ key: name, repeat, preventDefault: vi.fn() }) as never;

  function holding() {
    vi.useFakeTimers();
    const press = vi.fn();
    const { result, unmount } = renderHook(() => useHold({ press, sink: () => {}, lift: () => {} }));
    return { press, handlers: () => result.current, unmount };
  }

  test('pointer_shortPress_isOnePress', () => {
    const { press, handlers } = holding();
    handlers().onPointerDown(pointer('mouse'));
    vi.advanceTimersByTime(399);
    handlers().onPointerUp();
    handlers().onClick();
    vi.advanceTimersByTime(2_000);
    expect(press).toHaveBeenCalledOnce();
  });

  test('pointer_heldForOneSecond_pressesEightTimesASecondAfterAWhile', () => {
    const { press, handlers } = holding();
    handlers().onPointerDown(pointer('mouse'));
    vi.advanceTimersByTime(1_000);
    expect(press).toHaveBeenCalledTimes(5);
    handlers().onPointerUp();
    handlers().onClick();
    vi.advanceTimersByTime(2_000);
    expect(press).toHaveBeenCalledTimes(5);
  });

  test.each(['Enter', ' '])('key_%j_held_presses', (name) => {
    const { press, handlers } = holding();
    handlers().onKeyDown(key(name));
    vi.advanceTimersByTime(525);
    handlers().onKeyDown(key(name, true));
    expect(press).toHaveBeenCalledTimes(2);
    handlers().onKeyUp(key(name));
    vi.advanceTimersByTime(2_000);
    expect(press).toHaveBeenCalledTimes(2);
  });

  test.each(['onPointerLeave', 'onPointerCancel', 'onBlur'] as const)('hold_%s_ends', (end) => {
    const { press, handlers } = holding();
    handlers().onPointerDown(pointer('mouse'));
    handlers()[end]();
    vi.advanceTimersByTime(2_000);
    expect(press).not.toHaveBeenCalled();
  });

  test('touch_press_vibrates', () => {
    const vibrate = vi.fn();
    vi.stubGlobal('navigator', { vibrate });
    const { handlers } = holding();
    handlers().onPointerDown(pointer('touch'));
    handlers().onPointerUp();
    handlers().onClick();
    expect(vibrate).toHaveBeenCalledWith(8);
    handlers().onPointerDown(pointer('mouse'));
    handlers().onPointerUp();
    handlers().onClick();
    expect(vibrate).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});

test.each([
  [1, '1', 1],
  [20, '20', 20],
  [21, '21', 0],
])('viewers_%i_areMarksOrANumber', (viewers, text, marks) => {
  const ref = createRef<HTMLSpanElement>();
  const { container } = testPage().show(<Viewers viewers={viewers} atLeast={false} ref={ref} />);
  expect(container.textContent).toBe(text);
  expect(container.querySelectorAll('i')).toHaveLength(marks);
  expect(ref.current?.childElementCount ?? 0).toBe(marks);
});
