import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { App } from '../src/App.js';
import { accepting, json, testPage } from './test-page.js';

/** The browser's error for a part of an older page version, or without a network. */
const missing = vi.hoisted(() => () => {
  throw new TypeError('Failed to fetch dynamically imported module');
});
vi.mock('../src/wall/WallPage.js', missing);
vi.mock('../src/counter/Chart.js', missing);

const history = { windows: [{ start: '2026-11-22T10:00:00Z', sum: 3 }] };
const answer: typeof accepting = (url, init) => (url.includes('/history') ? json(200, history) : accepting(url, init));

/** Opens the page at an address, like a link. */
function openAt(hash: string) {
  window.location.hash = hash;
  const page = testPage(answer);
  page.show(<App />);
  return page;
}

async function goTo(hash: string): Promise<void> {
  await act(async () => {
    window.location.hash = hash;
    window.dispatchEvent(new Event('hashchange'));
  });
}

afterEach(cleanup);

describe('a part that cannot be loaded', () => {
  test('page_notLoaded_showsANoticeAndCanBeReloaded', async () => {
    openAt('#/wall');
    const place = await screen.findByTestId('not-loaded');
    expect(place.getAttribute('role')).toBe('alert');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('This part could not be loaded');
    expect(screen.getByRole('navigation', { name: 'Pages' })).toBeTruthy();
    const reload = vi.spyOn(window.location, 'reload').mockImplementation(() => {});
    fireEvent.click(screen.getByRole('button', { name: 'Load the page again' }));
    expect(reload).toHaveBeenCalledOnce();
  });

  test('page_otherPages_stillWork', async () => {
    openAt('#/wall');
    await screen.findByTestId('not-loaded');
    await goTo('#/c/wall');
    expect(await screen.findByTestId('increment')).toBeTruthy();
    await goTo('#/');
    expect(screen.getByTestId('press')).toBeTruthy();
  });

  test('chart_notLoaded_restOfThePageStays', async () => {
    openAt('#/c/likes');
    expect((await screen.findByTestId('not-loaded')).textContent).toContain('This part could not be loaded');
    expect(screen.getByTestId('increment')).toBeTruthy();
    expect(screen.getByTestId('resolution-5m')).toBeTruthy();
  });
});

describe('a screen reader', () => {
  test.each(['#/', '#/wall', '#/generator', '#/c/likes'])('fault_on%s_isAnnouncedOnce', async (hash) => {
    const page = openAt(hash);
    page.server.answer = () => json(429, {}, { 'Retry-After': '20' });
    act(() => page.tally.press('likes', 1));
    const announced = await screen.findAllByText('The server asked for a pause. Presses wait.');
    expect(announced.map((element) => element.getAttribute('role'))).toEqual(['status']);
  });

  test('loss_existingAlert_announcesItAtOnce', async () => {
    const page = openAt('#/generator');
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toBe('');
    const problem = { type: 'urn:tally:problem:retry-window-closed', title: 'Too late', status: 409 };
    page.server.answer = () => json(409, problem);
    act(() => page.tally.press('likes', 2));
    await waitFor(() => expect(alert.textContent).toBe('2 presses could not be sent in time'));
    fireEvent.click(screen.getByText('Understood'));
    expect(alert.textContent).toBe('');
  });
});
