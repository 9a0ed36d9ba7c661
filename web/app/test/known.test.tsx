import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ButtonPage } from '../src/button/ButtonPage.js';
import { json, testPage } from './test-page.js';

beforeEach(() => window.localStorage.clear());
afterEach(cleanup);

const reading = (count: number) => ({
  counter: 'global',
  count,
  epoch: 'eu-west-1.2026-11-22T10:00:00.000',
  version: 7,
  updatedAt: '2026-11-22T10:00:00Z',
  windows: { '1m': 0, '5m': 0, '10m': 0 },
  watermarks: {},
});

const count = () => screen.getByTestId('count').dataset;

describe('the first paint', () => {
  test('shown_knownFromBefore_isTheLastNumberMarkedAsStale', async () => {
    window.localStorage.setItem('tally-last-count:global', '1285');
    const page = testPage(() => Promise.reject(new TypeError('failed')));
    page.show(<ButtonPage />);
    expect(count()['value']).toBe('1285');
    expect(count()['stale']).toBe('true');
    await act(() => page.open());
    await act(async () => page.total('global', 1300));
    expect(count()['value']).toBe('1300');
    expect(count()['stale']).toBeUndefined();
  });

  test('shown_firstVisit_isReadInParallelToTheConnection', async () => {
    const page = testPage((url) => (url.endsWith('/v1/counters/global') ? json(200, reading(9)) : json(404, {})));
    page.show(<ButtonPage />);
    expect(count()['value']).toBeUndefined();
    await waitFor(() => expect(count()['value']).toBe('9'));
    expect(page.calls).toEqual(['GET /v1/counters/global']);
  });

  test('shown_storageWithGarbage_isNoNumber', () => {
    window.localStorage.setItem('tally-last-count:global', '"x');
    testPage(() => Promise.reject(new TypeError('failed'))).show(<ButtonPage />);
    expect(count()['value']).toBeUndefined();
  });
});
