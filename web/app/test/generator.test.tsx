import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import GeneratorPage from '../src/generator/GeneratorPage.js';
import { clicksDue, parseRate } from '../src/generator/plan.js';
import { Run } from '../src/generator/run.js';
import { EPOCH, testPage } from './test-page.js';

const RESTARTED = 'eu-west-1.2026-11-22T11:00:00.000';

// The first press loads a part of the client, and fake timers do not wait for it.
beforeAll(async () => {
  await testPage().tally.client.press('first');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test.each([
  ['1', { rate: 1 }],
  [' 6000 ', { rate: 6000 }],
  ['0', { error: 'A whole number from 1 to 6000' }],
  ['6001', { error: 'A whole number from 1 to 6000' }],
  ['1.5', { error: 'A whole number from 1 to 6000' }],
  ['', { error: 'A whole number from 1 to 6000' }],
])('parseRate_%j', (text, parsed) => {
  expect(parseRate(text)).toEqual(parsed);
});

test('clicksDue_overAMinute_addUpToTheRate', () => {
  let asked = 0;
  for (let ms = 0; ms <= 60_000; ms += 50) {
    asked += clicksDue(90, ms, asked);
  }
  expect(asked).toBe(90);
  expect(clicksDue(90, 60_000, 100)).toBe(0);
});

describe('a run', () => {
  test('run_oneSecondAt100PerSecond_isAskedAcceptedAndCounted', async () => {
    const page = testPage();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const run = new Run([{ counter: page.tally.counter('a'), perMinute: 6_000 }]);
    await page.open();
    await vi.advanceTimersByTimeAsync(500);
    expect(run.progress().get('a')).toBeUndefined();
    page.total('a', 40);
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await vi.advanceTimersByTimeAsync(200);
    page.total('a', 140);
    expect(run.progress().get('a')).toEqual({ asked: 100, accepted: 100, open: 0, counted: 100 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(run.progress().get('a')!.asked).toBe(100);
    run.close();
  });

  test('run_afterTheLastListenerLeft_countsFromTheFirstNewTotal', async () => {
    const page = testPage();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const counter = page.tally.counter('a');
    const leave = counter.subscribe(() => {});
    await page.open();
    page.total('a', 40);
    leave();
    await vi.advanceTimersByTimeAsync(300_000);
    const run = new Run([{ counter, perMinute: 6_000 }]);
    await vi.advanceTimersByTimeAsync(500);
    expect(run.progress().get('a')).toBeUndefined();
    await page.open();
    page.total('a', 1_000);
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await vi.advanceTimersByTimeAsync(200);
    expect(run.progress().get('a')).toMatchObject({ asked: 100, accepted: 100, counted: 0 });
    page.total('a', 1_100);
    expect(run.progress().get('a')!.counted).toBe(100);
    run.close();
  });

  test('counted_newEpoch_goesOnFromItsFirstTotal', async () => {
    const page = testPage();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const counter = page.tally.counter('a');
    counter.subscribe(() => {});
    await page.open();
    page.total('a', 195);
    const run = new Run([{ counter, perMinute: 1 }]);
    run.stop();
    const counted: unknown[] = [];
    for (const [count, epoch] of [
      [200, EPOCH],
      [26, RESTARTED],
      [29, RESTARTED],
    ] as const) {
      page.total('a', count, { epoch, watermarks: {} });
      await vi.advanceTimersByTimeAsync(100);
      counted.push(run.progress().get('a')?.counted);
    }
    expect(counted).toEqual([5, 5, 8]);
    run.close();
  });
});

describe('the generator', () => {
  test('start_invalidRate_showsTheValidRange', () => {
    testPage().show(<GeneratorPage />);
    fireEvent.change(screen.getAllByTestId('rate')[0]!, { target: { value: 'many' } });
    fireEvent.click(screen.getByTestId('start'));
    expect(screen.getByRole('alert').textContent).toBe('A whole number from 1 to 6000');
    expect(screen.queryByTestId('stop')).toBeNull();
  });

  test('stop_allCounted_showsExactlyOnce', async () => {
    const page = testPage();
    page.show(<GeneratorPage />);
    fireEvent.change(screen.getAllByTestId('rate')[0]!, { target: { value: '6000' } });
    fireEvent.click(screen.getByTestId('start'));
    await act(() => page.open());
    await act(async () => page.total('global', 7));
    await waitFor(() => expect(Number(screen.getByTestId('sum-accepted').textContent)).toBeGreaterThan(3));
    fireEvent.click(screen.getByTestId('stop'));
    await waitFor(() => expect(screen.getByTestId('verdict').textContent).toContain('being counted'));
    await act(async () => page.total('global', 7 + Number(screen.getByTestId('sum-asked').textContent)));
    await waitFor(() =>
      expect(screen.getByTestId('verdict').textContent).toBe(
        'Stopped. Every accepted click was counted, exactly once.',
      ),
    );
  });
});
