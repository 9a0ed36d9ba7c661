import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
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
  counter: `updown~${id}`,
  count: 3,
  up: 4,
  down: 1,
  version: 5,
});

/** Returns a wall with pages of posts, by their cursor, and the own votes by counter. */
function wallOf(pages: Record<string, unknown>, own: Record<string, number> = {}) {
  const page = testPage((url, init) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname === '/v1/votes') {
      const ids = searchParams.get('ids')!.split(',');
      return json(200, { votes: ids.map((counter) => ({ counter, value: own[counter] ?? 0 })) });
    }
    if (init?.method === 'PUT') {
      return accepting(url, init);
    }
    if (init?.method !== 'POST') {
      return json(200, pages[searchParams.get('cursor') ?? '']);
    }
    return json(202, { id: new Headers(init.headers).get('Idempotency-Key') });
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
    expect(page.subscribed()).toEqual(['updown~a']);
    act(() => page.total('updown~a', 9));
    expect(within(cards[0]!).getByTestId('count').dataset['value']).toBe('9');
    expect(within(cards[1]!).getByTestId('count').dataset['value']).toBe('3');
  });

  test('order_hot_isByTheVotesOfTheLastTenMinutes', async () => {
    const page = wallOf({ '': { posts: [post('a'), post('b'), post('c')], next: null } });
    const order = () => screen.getAllByTestId('card').map((card) => card.dataset['post']);
    await screen.findAllByTestId('card');
    const heat: Record<string, number> = { 'updown~a': 1, 'updown~b': 0, 'updown~c': 9 };
    const reads: string[] = [];
    page.server.answer = (url) => {
      reads.push(url);
      const counters = new URL(url).searchParams
        .get('ids')!
        .split(',')
        .map((counter) => {
          const windows = { '1m': 0, '5m': 0, '10m': heat[counter] };
          return { counter, count: 1, epoch: EPOCH, version: 1, updatedAt: null, windows, watermarks: {} };
        });
      return json(200, { counters });
    };
    fireEvent.click(screen.getByTestId('order-hot'));
    await waitFor(() => expect(order()).toEqual(['c', 'a', 'b']));
    expect(reads).toEqual(['http://tally.test/v1/counters?ids=updown~a,updown~b,updown~c']);
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

describe('the votes on a card', () => {
  /** Shows one live card with 4 votes up and 1 down, of which the own one is given. */
  async function liveCard(own = 0) {
    const page = wallOf({ '': { posts: [post('a')], next: null } }, { 'updown~a': own });
    const card = await screen.findByTestId('card');
    await FakeObserver.scrollTo(card);
    await act(async () => page.open());
    await act(async () => page.total('updown~a', 3, { up: 4, down: 1 }));
    await waitFor(() => expect(page.tally.counter('updown~a').view().mine).toBe(own));
    await pressed(own);
    return { page, card, bodies: () => page.sent('PUT') };
  }

  const press = (button: 'like' | 'dislike') => act(async () => void fireEvent.click(screen.getByTestId(button)));
  const count = () => Number(screen.getByTestId('count').dataset['value']);
  const isPressed = (button: string) => screen.getByTestId(button).getAttribute('aria-pressed');

  /** Waits until exactly the button of a value is pressed. */
  const pressed = (mine: number) =>
    waitFor(() => {
      expect(isPressed('like')).toBe(String(mine === 1));
      expect(isPressed('dislike')).toBe(String(mine === -1));
    });

  test('like_pressed_staysPressedAndCountsAtOnce', async () => {
    const { page, bodies } = await liveCard();
    await press('like');
    await pressed(1);
    expect(count()).toBe(4);
    await waitFor(() => expect(page.calls).toContain('PUT /v1/counters/updown~a/vote'));
    expect(bodies()).toEqual([{ value: 1 }]);
  });

  test('like_pressedAgain_isTakenBack', async () => {
    const { bodies } = await liveCard(1);
    await press('like');
    await pressed(0);
    expect(count()).toBe(2);
    await waitFor(() => expect(bodies()).toEqual([{ value: 0 }]));
  });

  test('dislike_whileLiked_switches', async () => {
    const { bodies } = await liveCard(1);
    await press('dislike');
    await pressed(-1);
    expect(count()).toBe(1);
    await waitFor(() => expect(bodies()).toEqual([{ value: -1 }]));
  });

  test('ownVote_unknown_isNotPressedAndCanBeGiven', async () => {
    const page = wallOf({ '': { posts: [post('a')], next: null } });
    const card = await screen.findByTestId('card');
    const { answer } = page.server;
    page.server.answer = (url, init) => (url.includes('/v1/votes') ? json(503, {}) : answer(url, init));
    await FakeObserver.scrollTo(card);
    await act(async () => page.open());
    await act(async () => page.total('updown~a', 3));
    await pressed(0);
    await press('like');
    await pressed(1);
  });

  test('like_offline_staysPressedUntilTheNetworkIsBack', async () => {
    const { page, bodies } = await liveCard();
    const { answer } = page.server;
    page.server.answer = () => Promise.reject(new TypeError('failed'));
    await press('like');
    await pressed(1);
    expect(count()).toBe(4);
    page.server.answer = answer;
    await act(async () => void window.dispatchEvent(new Event('online')));
    await waitFor(() => expect(bodies().length).toBeGreaterThan(1));
    await pressed(1);
    expect(count()).toBe(4);
  });

  test('like_rejected_returns', async () => {
    const { page } = await liveCard(-1);
    const problem = { type: 'urn:tally:problem:invalid-field', title: 'Not valid', status: 400 };
    const { answer } = page.server;
    page.server.answer = (url, init) => (init?.method === 'PUT' ? json(400, problem) : answer(url, init));
    await press('like');
    await pressed(-1);
    expect(count()).toBe(3);
  });

  test('like_byAnother_changesTheNumbersOnly', async () => {
    const { page, card } = await liveCard(1);
    await act(async () => page.total('updown~a', 4, { up: 5, down: 1 }));
    await waitFor(() => expect(count()).toBe(4));
    await pressed(1);
    expect(within(card).getByRole('group').getAttribute('aria-label')).toBe('5 for, 1 against');
  });

  test.each([
    [true, 0],
    [false, 13], // the icon, and the movement and the fading of 6 strokes
  ])('like_reducedMotionIs%s_startsAnimations %i', async (matches, animations) => {
    const animate = vi.fn();
    Object.assign(Element.prototype, { animate });
    vi.stubGlobal('matchMedia', () => ({ matches }));
    await liveCard();
    await press('like');
    expect(animate).toHaveBeenCalledTimes(animations);
  });

  test('card_notLiveYet_hasTheNumbersOfThePost', async () => {
    wallOf({ '': { posts: [post('a')], next: null } });
    const card = await screen.findByTestId('card');
    expect(count()).toBe(3);
    expect(within(card).getByRole('group').getAttribute('aria-label')).toBe('4 for, 1 against');
    expect(within(card).getByRole('link').getAttribute('href')).toContain('#/c/updown~a');
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
