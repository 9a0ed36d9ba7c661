import { act, cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { LazyPart, Part } from '../src/ui/LazyPart.js';

afterEach(cleanup);

const content = { default: () => <p>loaded</p> };
const failing = () => vi.fn(() => Promise.resolve(content)).mockRejectedValueOnce(new TypeError('failed'));

test('part_networkIsBack_isLoadedAgain', async () => {
  const load = failing();
  render(<LazyPart heading="h1" part={new Part<object>(load)} props={{}} />);
  expect(await screen.findByTestId('not-loaded')).toBeTruthy();
  await act(async () => void window.dispatchEvent(new Event('online')));
  expect(await screen.findByText('loaded')).toBeTruthy();
  expect(load).toHaveBeenCalledTimes(2);
});

test('part_openedAgain_isLoadedAgain', async () => {
  const part = new Part<object>(failing());
  const { unmount } = render(<LazyPart heading="h1" part={part} props={{}} />);
  await screen.findByTestId('not-loaded');
  unmount();
  render(<LazyPart heading="h1" part={part} props={{}} />);
  expect(await screen.findByText('loaded')).toBeTruthy();
});

test('preload_fails_showsNothing', async () => {
  const load = failing();
  new Part<object>(load).preload();
  await act(async () => {});
  expect(load).toHaveBeenCalledOnce();
});
