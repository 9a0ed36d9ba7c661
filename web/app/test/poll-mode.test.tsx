import { act, cleanup, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import CounterPage from '../src/counter/CounterPage.js';
import { loadWords } from '../src/words/words.js';
import { EPOCH, json, testPage } from './test-page.js';

afterEach(async () => {
  cleanup();
  await loadWords(['en']);
});

test.each([
  ['en', 'Live, every 2 s', 'at least 20,000'],
  ['de', 'Live, alle 2 s', 'mindestens 20.000'],
])('counterInPollMode_%s_showsTheIntervalAndTheLeastNumberOfViewers', async (language, link, viewers) => {
  await loadWords([language]);
  const live = { mode: 'poll', everyMilliseconds: 2_000 };
  const windows = { '1m': 1, '5m': 2, '10m': 3 };
  const total = { counter: 'likes', count: 41, epoch: EPOCH, version: 4, updatedAt: null, windows, watermarks: {} };
  const page = testPage(() => json(200, { ...total, viewers: 20_000, viewersAtLeast: true, live }));
  page.server.mode = live;
  await act(async () => void page.show(<CounterPage id="likes" />));
  await vi.waitFor(() => expect(screen.getByTestId('link').textContent).toBe(link));
  expect(screen.getByTestId('viewers').textContent).toBe(viewers);
  expect(page.hasSocket()).toBe(false);
  page.tally.client.close();
});
