// @vitest-environment happy-dom
import { act, createElement, StrictMode, type ReactElement } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import type { TallyClient } from '../src/index.js';
import { TallyProvider, useCounter, type CounterHook } from '../src/react.js';
import { FakeSocket, pass, platform } from './platform.js';

let errors: MockInstance;
let root: Root | undefined;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  errors = vi.spyOn(console, 'error');
});

afterEach(() => {
  act(() => root?.unmount());
  root = undefined;
  document.body.replaceChildren();
  vi.useRealTimers();
  expect(errors).not.toHaveBeenCalled();
});

/** The values of the last render. */
let last: CounterHook;

function Likes({ id = 'likes' }: { readonly id?: string }): ReactElement {
  last = useCounter(id);
  const { count, pending, status, press } = last;
  return createElement('button', { onClick: () => void press() }, `${count ?? '-'} ${pending} ${status}`);
}

const app = (client: TallyClient, id = 'likes') =>
  createElement(StrictMode, null, createElement(TallyProvider, { client }, createElement(Likes, { id })));

/** Renders the button in strict mode, and opens the socket. */
async function rendered() {
  const parts = platform({ coalesceMs: 0 });
  const host = document.body.appendChild(document.createElement('div'));
  const strictRoot = createRoot(host);
  root = strictRoot;
  await act(async () => strictRoot.render(app(parts.client)));
  await pass(0);
  const socket = FakeSocket.last;
  await act(async () => socket.open());
  return { ...parts, host, root: strictRoot, socket };
}

test('strictMode_mounted_isOneSocketAndOneSubscribe', async () => {
  const { host, socket } = await rendered();
  expect(host.textContent).toBe('- 0 connecting');
  await act(async () => socket.total('likes', 1));
  expect(host.textContent).toBe('10 0 live');
  await act(() => pass(60_000));
  expect(FakeSocket.made).toHaveLength(1);
  expect(socket.received).toEqual([{ action: 'subscribe', counters: ['likes'] }]);
});

test('strictMode_unmounted_unsubscribes', async () => {
  const { root: mounted, socket } = await rendered();
  await act(async () => mounted.unmount());
  root = undefined;
  await pass(2_000);
  expect(socket.closed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('strictMode_press_isOneClick', async () => {
  const { api, host, socket } = await rendered();
  await act(async () => socket.total('likes', 1));
  act(() => host.querySelector('button')!.click());
  expect(host.textContent).toBe('11 1 live');
  await act(() => pass(10));
  expect(host.textContent).toBe('11 0 live');
  expect(api.sent.map(({ delta }) => delta)).toEqual([1]);
});

test('useCounter_otherId_changesTheSubscription', async () => {
  const { client, root: mounted, socket } = await rendered();
  const { press } = last;
  await act(async () => mounted.render(app(client)));
  expect(last.press).toBe(press);
  await act(async () => mounted.render(app(client, 'other')));
  await act(() => pass(2_000));
  expect(socket.received).toEqual([
    { action: 'subscribe', counters: ['likes'] },
    { action: 'subscribe', counters: ['other'] },
    { action: 'unsubscribe', counters: ['likes'] },
  ]);
});

test('server_rendered_isThePlaceholderAndHydrates', async () => {
  const { client } = platform();
  const html = renderToString(app(client));
  expect(html).toBe('<button>- 0 connecting</button>');
  expect(FakeSocket.made).toEqual([]);
  const host = document.body.appendChild(document.createElement('div'));
  host.innerHTML = html;
  await act(async () => {
    root = hydrateRoot(host, app(client));
  });
  await act(async () => FakeSocket.last.open());
  await act(async () => FakeSocket.last.total('likes', 4));
  expect(host.innerHTML).toBe('<button>40 0 live</button>');
});

test('useCounter_ofVotes_returnsVoteAndClap', async () => {
  const { client, host, root: mounted, socket } = await rendered();
  await act(async () => mounted.render(app(client, 'like~a')));
  await act(async () => socket.total('like~a', 1));
  await act(async () => void last.vote(1));
  expect(last).toMatchObject({ count: 11, mine: 1 });
  expect(host.textContent).toBe('11 0 live');
  await expect(last.clap()).rejects.toMatchObject({ code: 'wrong-kind' });
});

test('useCounter_noProvider_throwsWithTheCorrection', () => {
  expect(() => renderToString(createElement(Likes))).toThrow(/needs a TallyProvider/);
});
