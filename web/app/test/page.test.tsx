import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { formatAgo } from '../src/format.js';
import { routeOf } from '../src/routes.js';
import { RollingNumber } from '../src/ui/RollingNumber.js';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test.each([
  ['', { page: 'button' }],
  ['#/', { page: 'button' }],
  ['#/wall', { page: 'wall' }],
  ['#/c/likes', { page: 'counter', id: 'likes' }],
  ['#/c/constructor', { page: 'counter', id: 'constructor' }],
  ['#/c/__proto__', { page: 'unknown', path: 'c/__proto__' }],
  ['#/c/..', { page: 'unknown', path: 'c/..' }],
  ['#/c/%2e%2e', { page: 'unknown', path: 'c/%2e%2e' }],
  ['#/constructor', { page: 'unknown', path: 'constructor' }],
  ['#/c/posts', { page: 'unknown', path: 'c/posts' }],
  ['#/c/', { page: 'unknown', path: 'c' }],
  ['#/elsewhere', { page: 'unknown', path: 'elsewhere' }],
])('routeOf_%s', (hash, route) => {
  expect(routeOf(hash)).toEqual(route);
});

test('routeOf_unknownPathOfTheServer_isUnknownUntilALinkIsFollowed', () => {
  expect(routeOf('', '/some/path')).toEqual({ page: 'unknown', path: '/some/path' });
  expect(routeOf('#/wall', '/some/path')).toEqual({ page: 'wall' });
});

test.each([
  [10_000, 'just now'],
  [-5_000, 'just now'],
  [180_000, '3 min. ago'],
  [86_400_000, 'yesterday'],
])('formatAgo_%i', (past, words) => {
  expect(formatAgo(1_000_000_000 - past, 1_000_000_000)).toBe(words);
});

test('rollingNumber_changed_rollsOnlyTheChangedDigits', () => {
  const { rerender, container } = render(<RollingNumber value={1299} />);
  rerender(<RollingNumber value={1300} />);
  expect(screen.getByTestId('count').dataset['value']).toBe('1300');
  expect([...container.querySelectorAll('.digit-out')].map(({ textContent }) => textContent)).toEqual(['2', '9', '9']);
  expect(container.querySelector('[data-way=down]')).toBeNull();
  rerender(<RollingNumber value={1299} />);
  expect(container.querySelectorAll('[data-way=down]').length).toBeGreaterThan(0);
});

test('rollingNumber_changedAgainTooSoon_doesNotRoll', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { rerender, container } = render(<RollingNumber value={1} restMs={900} />);
  vi.advanceTimersByTime(900);
  rerender(<RollingNumber value={2} restMs={900} />);
  expect(container.querySelectorAll('.digit-in')).toHaveLength(1);
  vi.advanceTimersByTime(899);
  rerender(<RollingNumber value={3} restMs={900} />);
  expect(container.querySelectorAll('.digit-in')).toHaveLength(0);
  expect(screen.getByTestId('count').dataset['value']).toBe('3');
});
