import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ButtonPage } from '../src/button/ButtonPage.js';
import { TallyMarks } from '../src/button/TallyMarks.js';
import { StatusBar } from '../src/ui/StatusBar.js';
import { json, testPage } from './test-page.js';

afterEach(() => {
  cleanup();
  window.localStorage.clear();
  vi.useRealTimers();
});

const shown = () => screen.getByTestId('count').dataset['value'];

async function openAt(count: number, answer?: Parameters<typeof testPage>[0]) {
  const page = testPage(answer);
  page.show(
    <>
      <ButtonPage />
      <StatusBar />
    </>,
  );
  await act(() => page.open());
  await act(async () => page.total('global', count));
  return page;
}

describe('the button', () => {
  test('press_beforeItsTotal_countsAtOnceAndOnlyOnce', async () => {
    const page = await openAt(41);
    expect(shown()).toBe('41');
    const numbers: string[] = [];
    fireEvent.click(screen.getByRole('button', { name: 'Press' }));
    numbers.push(shown()!);
    await waitFor(() => expect(page.tally.client.status().waiting).toBe(0));
    numbers.push(shown()!);
    act(() => page.total('global', 42));
    numbers.push(shown()!);
    expect(numbers).toEqual(['42', '42', '42']);
    await waitFor(() => expect(page.tally.latency()?.samples).toBe(1));
    expect(screen.getByTestId('own-presses').dataset['value']).toBe('1');
  });

  test('press_rejected_isNoOwnPress', async () => {
    const page = await openAt(41);
    fireEvent.click(screen.getByRole('button', { name: 'Press' }));
    page.tally.client.close();
    fireEvent.click(screen.getByRole('button', { name: 'Press' }));
    expect(screen.getByTestId('own-presses').dataset['value']).toBe('2');
    await waitFor(() => expect(screen.getByTestId('own-presses').dataset['value']).toBe('1'));
  });

  test('facts_total_showTheSumOfTheMinute', async () => {
    const page = await openAt(41);
    const nextMinute = Math.floor(Date.now() / 60_000) + 1;
    await act(async () => page.total('global', 44, { minutes: { [nextMinute]: 3 } }));
    await waitFor(() => expect(screen.getByText('this minute').nextElementSibling?.textContent).toBe('+3'));
  });

  test('press_keyHeldDown_isNotRepeated', async () => {
    await openAt(0);
    const button = screen.getByTestId('press');
    expect(fireEvent.keyDown(button, { key: 'Enter' })).toBe(true);
    expect(fireEvent.keyDown(button, { key: 'Enter', repeat: true })).toBe(false);
  });

  test('press_rateLimited_showsWaitingPressesAndRetryTime', async () => {
    await openAt(5, () => json(429, {}, { 'Retry-After': '20' }));
    fireEvent.click(screen.getByTestId('press'));
    fireEvent.click(screen.getByTestId('press'));
    const notice = await screen.findByTestId('notice');
    expect(notice.dataset['kind']).toBe('rate-limited');
    expect(notice.textContent).toMatch(/2 presses wait here and will be sent in (20|21) s/);
    expect(shown()).toBe('7');
  });

  test('press_tooLate_fallsBackWithANoticeToConfirm', async () => {
    const problem = { type: 'urn:tally:problem:retry-window-closed', title: 'Too late', status: 409 };
    await openAt(5, () => json(409, problem));
    fireEvent.click(screen.getByTestId('press'));
    const notice = await screen.findByTestId('notice');
    expect(notice.dataset['kind']).toBe('late');
    expect(notice.textContent).toContain('1 press could not be sent in time');
    expect(shown()).toBe('5');
    fireEvent.click(screen.getByText('Understood'));
    expect(screen.queryByTestId('notice')).toBeNull();
  });

  test('press_serverDown_showsWaitingPresses', async () => {
    await openAt(5, () => Promise.reject(new TypeError('failed')));
    fireEvent.click(screen.getByTestId('press'));
    const notice = await screen.findByTestId('notice');
    expect(notice.dataset['kind']).toBe('server-down');
    expect(notice.textContent).toContain('1 press waits here');
  });

  test('connection_lost_showsReconnecting', async () => {
    const page = await openAt(5);
    act(() => page.lose());
    expect((await screen.findByTestId('notice')).dataset['kind']).toBe('reconnecting');
  });

  test('announcer_manyPresses_announcesOneSentence', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await openAt(10);
    for (let press = 0; press < 5; press++) {
      fireEvent.click(screen.getByTestId('press'));
    }
    expect(screen.getByTestId('announcer').textContent).toBe('');
    act(() => void vi.advanceTimersByTime(4_000));
    expect(screen.getByTestId('announcer').textContent).toBe('You made 5 presses. The count is 15.');
  });
});

describe('tally marks', () => {
  test.each([
    [1, 1],
    [5, 1],
    [6, 2],
    [43, 8],
  ])('marks_of%i_haveTheirNumberOfGroups', async (count, groups) => {
    const { container } = testPage().show(<TallyMarks count={count} of={count} />);
    expect(container.querySelectorAll('svg')).toHaveLength(groups);
  });
});
