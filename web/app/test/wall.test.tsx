import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lastMinutes } from '../src/ui/Sparkline.js';
import { checkDraft } from '../src/wall/draft.js';
import WallPage from '../src/wall/WallPage.js';
import { accepting, EPOCH, json, testPage } from './test-page.js';

/** A fake observer. The test decides which elements are on the screen. */
class FakeObserver {
  static made: FakeObserver[] = [];
  readonly elements = new Set<Element>();

  constructor(readonly report: (entries: Array<{ target: Element; isIntersecting: boolean }>) => void) {
    FakeObserver.made.push(this);
  }

  observe(element: Element): void {
    this.elements.add(element);
  }

  unobserve(element: Element): void {
    this.elements.delete(element);
  }

  disconnect(): void {
    this.elements.clear();
  }

  /** Scrolls to an element once it is observed, because effects may run later than the rendering. */
  static async scrollTo(target: Element): Promise<void> {
    const observing = await waitFor(() => {
      const observer = FakeObserver.made.find(({ elements }) => elements.has(target));
      expect(observer).toBeDefined();
      return observer!;
    });
    await act(async () => observing.report([{ target, isIntersecting: true }]));
  }
}

beforeEach(() => vi.stubGlobal('IntersectionObserver', FakeObserver));
afterEach(() => {
  cleanup();
  window.localStorage.clear();
  vi.unstubAllGlobals();
});

const post = (id: string) => ({
  id,
  title: `Title ${id}`,
  content: 'Ten characters or more.',
  createdAt: '2026-11-22T10:00:30Z',
  count: 3,
  version: 3,
});

function wallOf(pages: Record<string, unknown>) {
  const page = testPage((url, init) => {
    if (init?.method !== 'POST') {
      return json(200, pages[new URL(url).searchParams.get('cursor') ?? '']);
    }
    const id = new Headers(init.headers).get('Idempotency-Key');
    return url.endsWith('/v1/posts') ? json(202, { id }) : accepting(url, init);
  });
  page.show(<WallPage />);
  return page;
}

describe('the wall', () => {
  test('cards_onlyOnTheScreen_areSubscribed', async () => {
    const page = wallOf({ '': { posts: [post('a'), post('b')], next: null } });
    const cards = await screen.findAllByTestId('card');
    await FakeObserver.scrollTo(cards[0]!);
    await act(async () => page.open());
    expect(page.subscribed()).toEqual(['a']);
    act(() => page.total('a', 9));
    expect(within(cards[0]!).getByTestId('count').dataset['value']).toBe('9');
    expect(within(cards[1]!).getByTestId('count').dataset['value']).toBe('3');
  });

  test('votes_likeAndDislike_pressTheCounterUpAndDown', async () => {
    const page = wallOf({ '': { posts: [post('a')], next: null } });
    const card = await screen.findByTestId('card');
    await FakeObserver.scrollTo(card);
    await act(async () => page.open());
    await act(async () => page.total('a', 3));
    fireEvent.click(within(card).getByRole('button', { name: 'Like: Title a' }));
    expect(within(card).getByTestId('count').dataset['value']).toBe('4');
    const dislike = within(card).getByRole('button', { name: 'Dislike: Title a' });
    fireEvent.click(dislike);
    fireEvent.click(dislike);
    expect(within(card).getByTestId('count').dataset['value']).toBe('2');
    await waitFor(() => expect(page.calls).toContain('POST /v1/counters/a/clicks'));
  });

  test('like_pressed_staysFilledAfterReload', async () => {
    wallOf({ '': { posts: [post('a')], next: null } });
    const like = () => screen.findByTestId('like');
    expect((await like()).dataset['pressed']).toBe('false');
    fireEvent.click(await like());
    expect((await like()).dataset['pressed']).toBe('true');
    cleanup();
    wallOf({ '': { posts: [post('a')], next: null } });
    expect((await like()).dataset['pressed']).toBe('true');
    fireEvent.click(screen.getByTestId('dislike'));
    fireEvent.click(screen.getByTestId('dislike'));
    expect(screen.getByTestId('dislike').dataset['pressed']).toBe('true');
    expect((await like()).dataset['pressed']).toBe('false');
  });

  test('order_hot_isByThePressesOfTheLastTenMinutes', async () => {
    const page = wallOf({ '': { posts: [post('a'), post('b'), post('c')], next: null } });
    const order = () => screen.getAllByTestId('card').map((card) => card.dataset['post']);
    await screen.findAllByTestId('card');
    const heat: Record<string, number> = { a: 1, b: 0, c: 9 };
    page.server.answer = (url) => {
      const counter = url.split('/').at(-1)!;
      const windows = { '1m': 0, '5m': 0, '10m': heat[counter] };
      return json(200, { counter, count: 1, epoch: EPOCH, version: 1, updatedAt: null, windows, watermarks: {} });
    };
    fireEvent.click(screen.getByTestId('order-hot'));
    await waitFor(() => expect(order()).toEqual(['c', 'a', 'b']));
    fireEvent.click(screen.getByTestId('order-new'));
    expect(order()).toEqual(['a', 'b', 'c']);
  });

  test('end_isNear_readsTheNextPage', async () => {
    wallOf({ '': { posts: [post('a')], next: 'two' }, two: { posts: [post('a'), post('b')], next: null } });
    await screen.findByTestId('card');
    await FakeObserver.scrollTo(document.querySelector('.wall-end')!);
    await waitFor(() => expect(screen.getAllByTestId('card').map((card) => card.dataset['post'])).toEqual(['a', 'b']));
    expect(screen.getByText('That is the whole wall.')).toBeTruthy();
  });

  test('wall_empty_invitesAFirstPost', async () => {
    wallOf({ '': { posts: [], next: null } });
    expect((await screen.findByTestId('empty-wall')).textContent).toContain('Write the first post');
  });

  test('wall_readFails_showsANoticeAndRetries', async () => {
    const page = wallOf({});
    const retry = await screen.findByText('Try now');
    page.server.answer = () => json(200, { posts: [post('a')], next: null });
    fireEvent.click(retry);
    expect(await screen.findByTestId('card')).toBeTruthy();
  });
});

describe('a new post', () => {
  const write = (title: string, content: string) => {
    fireEvent.change(screen.getByLabelText('Title'), { target: { value: title } });
    fireEvent.change(screen.getByLabelText('Text'), { target: { value: content } });
    fireEvent.submit(screen.getByTestId('publish').closest('form')!);
  };

  test('publish_invalid_showsErrorsBesideTheFieldsAndSendsNothing', async () => {
    const page = wallOf({ '': { posts: [], next: null } });
    await screen.findByTestId('empty-wall');
    write('A', 'short');
    expect((await screen.findByTestId('post-title-error')).textContent).toBe(
      'A title needs at least 2 visible characters; this one has 1.',
    );
    expect(screen.getByTestId('post-content-error').textContent).toBe('Up to 1000 characters, or none');
    expect(screen.getByLabelText('Title').getAttribute('aria-invalid')).toBe('true');
    expect(page.calls).not.toContain('POST /v1/posts');
    fireEvent.change(screen.getByLabelText('Title'), { target: { value: 'As' } });
    expect(screen.getByTestId('post-title-error').textContent).toBe('2 to 100 characters');
  });

  test('publish_valid_isOnTheWallAtOnce', async () => {
    wallOf({ '': { posts: [post('a')], next: null } });
    await screen.findByTestId('card');
    write('Mine', 'Ten characters or more.');
    await waitFor(() => expect(screen.getAllByTestId('card')).toHaveLength(2));
    expect(screen.getAllByTestId('card')[0]!.textContent).toContain('Mine');
  });

  test('publish_noAnswer_keepsTheTextAndItsIdForARetry', async () => {
    const page = wallOf({ '': { posts: [], next: null } });
    await screen.findByTestId('empty-wall');
    const ids: Array<string | null> = [];
    page.server.answer = (_, init) => {
      ids.push(new Headers(init?.headers).get('Idempotency-Key'));
      return ids.length === 1 ? json(503, {}) : json(202, { id: ids[1] });
    };
    write('Mine', 'Ten characters or more.');
    await waitFor(() => expect(screen.getByTestId('post-failure').textContent).toContain('publish it again'));
    fireEvent.submit(screen.getByTestId('publish').closest('form')!);
    await screen.findByTestId('card');
    expect(ids[0]).toBe(ids[1]);
  });

  test('publish_retryTooLate_asksToCheckAndThenUsesANewId', async () => {
    const page = wallOf({ '': { posts: [], next: null } });
    await screen.findByTestId('empty-wall');
    const ids: Array<string | null> = [];
    const problem = { type: 'urn:tally:problem:retry-window-closed', title: 'Too late', status: 409 };
    const failures = [json(503, {}), json(409, problem)];
    page.server.answer = (_, init) => {
      ids.push(new Headers(init?.headers).get('Idempotency-Key'));
      return failures.shift() ?? json(202, { id: ids.at(-1) });
    };
    const publish = () => fireEvent.submit(screen.getByTestId('publish').closest('form')!);
    write('Mine', 'Ten characters or more.');
    await waitFor(() => expect(screen.getByTestId('post-failure').textContent).toContain('publish it again'));
    publish();
    await waitFor(() => expect(screen.getByTestId('post-failure').textContent).toContain('on the wall already'));
    publish();
    await screen.findByTestId('card');
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('publish_inProgress_locksTheFields', async () => {
    const page = wallOf({ '': { posts: [], next: null } });
    await screen.findByTestId('empty-wall');
    let fail!: () => void;
    page.server.answer = () => new Promise((_, reject) => (fail = () => reject(new TypeError('failed'))));
    const fields = () => ['Title', 'Text'].map((label) => screen.getByLabelText<HTMLInputElement>(label).readOnly);
    write('Mine', 'Ten characters or more.');
    await waitFor(() => expect(fields()).toEqual([true, true]));
    await act(async () => fail());
    await waitFor(() => expect(fields()).toEqual([false, false]));
  });
});

test.each([
  ['ab', '0123456789', {}],
  ['a'.repeat(100), 'b'.repeat(1000), {}],
  ['\u{1F600}\u{1F600}', '\u{1F600}'.repeat(1000), {}],
  [' a ', '0123456789', { title: 'A title needs at least 2 visible characters; this one has 1.' }],
  ['a'.repeat(101), '0123456789', { title: 'A title takes at most 100 characters; this one has 101.' }],
  ['ab', 'b'.repeat(1001), { content: 'A text takes at most 1000 characters; this one has 1001.' }],
  ['\u200b\u200b\u200b', '0123456789', { title: 'A title needs at least 2 visible characters; this one has 0.' }],
  ['a\u3164', '0123456789', { title: 'A title needs at least 2 visible characters; this one has 1.' }],
  ['\u{e0100}\ufeffab\u2800', '0123456789', {}],
  ['a\u200bb', '0123456789', {}],
  ['ab', '', {}],
])('checkDraft_%#_matchesTheServer', (title, content, errors) => {
  expect(checkDraft({ title, content })).toEqual(errors);
});

test('lastMinutes_missingMinutes_areZero', () => {
  expect(lastMinutes({ '100': 5, '91': 1, '90': 7 }, 100 * 60_000 + 1)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 5]);
});
