import { TallyError } from '@tally/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../src/index.js';
import { addButton, control, FakeClient, nameOf, part, settled } from './kit.js';

let client: FakeClient;

beforeEach(() => {
  client = new FakeClient();
  document.documentElement.lang = 'en';
});

afterEach(async () => {
  document.body.replaceChildren();
  await settled();
});

/** Records the details of an event that the page receives. */
function record<T>(type: string): T[] {
  const details: T[] = [];
  const listener = (event: Event) => details.push((event as CustomEvent<T>).detail);
  document.body.addEventListener(type, listener, { once: false });
  return details;
}

describe('attributes', () => {
  it('counter, at run time, subscribes to the other counter and forgets the count', async () => {
    const button = await addButton(client, { counter: 'a' });
    client.fake('a').show(7);
    expect(part(button, 'count').textContent).toBe('7');

    button.counter = 'b';
    await settled();

    expect(client.fake('a').listeners.size).toBe(0);
    expect(client.fake('b').listeners.size).toBe(1);
    expect(part(button, 'count').textContent).toBe('\u2013');
    client.fake('b').show(1);
    expect(part(button, 'count').textContent).toBe('1');
  });

  it('counter that is set after the insertion is no error', async () => {
    const errors = record('tally-error');
    const button = document.createElement('tally-button');
    button.client = client;
    document.body.append(button);
    button.counter = 'late';
    await settled();
    expect(client.fake('late').listeners.size).toBe(1);
    expect(client.counters.size).toBe(1);
    expect(errors).toEqual([]);
  });

  it('label and icon, at run time, change text and name', async () => {
    const button = await addButton(client, { counter: 'a', icon: 'star' });
    expect(part(button, 'label').textContent).toBe('');
    expect(nameOf(button)).toBe('Star');
    const star = part(button, 'icon').innerHTML;

    button.setAttribute('label', 'Recommend');
    button.setAttribute('icon', 'thumb');

    expect(part(button, 'label').textContent).toBe('Recommend');
    expect(nameOf(button)).toBe('Recommend');
    expect(part(button, 'icon').innerHTML).not.toBe(star);
    button.setAttribute('icon', 'toString');
    expect(control(button).dataset['icon']).toBe('heart');
  });

  it('readonly replaces the button by a text that does not press', async () => {
    const button = await addButton(client, { counter: 'a', readonly: '' });
    client.fake('a').show(5);
    expect(control(button).localName).toBe('span');
    expect(nameOf(button)).toBe('Like, 5');
    button.press();
    control(button).click();
    await settled();
    expect(client.fake('a').presses).toBe(0);

    button.removeAttribute('readonly');

    control(button).click();
    await settled();
    expect(control(button).localName).toBe('button');
    expect(client.fake('a').presses).toBe(1);
    expect(client.fake('a').subscriptions).toBe(1);
  });

  it('api names the site of the APIs, for all its buttons one client', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('{"httpUrl":1}'));
    const errors = record<{ code: string; message: string }>('tally-error');
    const api = 'https://one.example.com/tally/';
    await Promise.all([addButton(undefined, { counter: 'a', api }), addButton(undefined, { counter: 'b', api })]);
    await settled();
    expect(fetched.mock.calls.map(([url]) => String(url))).toEqual(['https://one.example.com/tally/config.json']);
    expect(errors.map(({ code }) => code)).toEqual(['no-api', 'no-api']);
    expect(errors[0]!.message).toContain('httpUrl must be empty or a http: or https: URL, not 1');
  });

  it('without an API the button fails, and names the attribute', async () => {
    const errors = record<{ code: string; message: string }>('tally-error');
    const button = await addButton(undefined, { counter: 'a' });
    expect(errors[0]).toMatchObject({ code: 'no-api', message: expect.stringContaining('attribute api') });
    expect(part(button, 'failed').title).toBe('The count is not available');
  });
});

describe('the count', () => {
  it('has a placeholder and a title until the first total', async () => {
    const button = await addButton(client);
    expect(part(button, 'count').textContent).toBe('\u2013');
    expect(part(button, 'loading').title).toBe('The count is loading');
    client.fake('likes').show(undefined, 'offline');
    expect(part(button, 'waiting').title).toBe('No connection. Presses are sent later.');
    client.fake('likes').show(3);
    expect(part(button, 'live').hasAttribute('title')).toBe(false);
    client.fake('likes').show(4, 'reconnecting', 1);
    expect(part(button, 'waiting')).toBe(control(button));
    expect(part(button, 'count').textContent).toBe('4');
  });

  it('is shortened with the exact value in its title', async () => {
    const button = await addButton(client);
    client.fake('likes').show(9_999);
    expect(part(button, 'count').textContent).toBe('9,999');
    client.fake('likes').show(12_345);
    expect(part(button, 'count').textContent).toBe('12.3K');
    expect(part(button, 'count').title).toBe('12,345');
    expect(nameOf(button)).toBe('Like, 12,345');
  });
});

describe('the language', () => {
  it('is the attribute locale, the next lang, or English', async () => {
    const button = await addButton(client);
    client.fake('likes').show(12_345);
    button.setAttribute('locale', 'de-AT');
    expect(nameOf(button)).toMatch(/^Like, 12.345$/);
    await vi.dynamicImportSettled();
    expect(nameOf(button)).toMatch(/^Gefällt mir, 12.345$/);
    expect(part(button, 'count').textContent).not.toBe('12.3K');

    button.removeAttribute('locale');
    expect(nameOf(button)).toBe('Like, 12,345');
    button.lang = 'de';
    expect(nameOf(button)).toBe('Gefällt mir, 12.345');
    button.lang = 'fr';
    expect(nameOf(button)).toMatch(/^Like, 12\s345$/);
    button.lang = 'no such language';
    expect(nameOf(button)).toBe('Like, 12,345');
  });
});

describe('a press', () => {
  it('dispatches an event that the page can cancel', async () => {
    const button = await addButton(client);
    const presses = record('tally-press');
    control(button).click();
    expect(presses).toEqual([{ counter: 'likes', kind: 'clicks', delta: 1 }]);
    expect(part(button, 'pressed')).toBe(control(button));
    button.addEventListener('tally-press', (event) => event.preventDefault());
    control(button).click();
    await settled();
    expect(client.fake('likes').presses).toBe(1);
  });

  it('by a held key counts once', async () => {
    const button = await addButton(client);
    const key = (repeat: boolean) => new KeyboardEvent('keydown', { key: 'Enter', repeat, cancelable: true });
    expect(control(button).dispatchEvent(key(false))).toBe(true);
    expect(control(button).dispatchEvent(key(true))).toBe(false);
  });

  it('that is refused or lost is an error event', async () => {
    const button = await addButton(client);
    const errors = record('tally-error');
    const likes = client.fake('likes');
    likes.outcome = {
      outcome: 'refused',
      problem: { type: 't', title: 'Unauthorized', status: 401, detail: 'no token' },
    };
    button.press();
    await settled();
    likes.outcome = { outcome: 'given-up', lastFailure: 'HTTP 503' };
    button.press();
    await settled();
    likes.press = () => Promise.reject(new TallyError('queue-full', '500 clicks are waiting'));
    button.press();
    await settled();
    expect(errors).toEqual([
      { counter: 'likes', code: 'refused', message: 'the server rejected a press: no token' },
      { counter: 'likes', code: 'given-up', message: 'a press was not sent in time: HTTP 503' },
      { counter: 'likes', code: 'queue-full', message: '500 clicks are waiting' },
    ]);
  });

  it('is announced at most every four seconds, with all presses in one sentence', async () => {
    const button = await addButton(client);
    client.fake('likes').show(10);
    button.press();
    await vi.dynamicImportSettled();
    button.remove();
    await settled();
    document.body.append(button);
    await settled();
    client.fake('likes').show(10);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const status = button.shadowRoot!.querySelector<HTMLElement>('[role=status]')!;
      button.press();
      button.press();
      await vi.dynamicImportSettled();
      client.fake('likes').show(12);
      vi.advanceTimersByTime(3_999);
      expect(status.textContent).toBe('');
      vi.advanceTimersByTime(1);
      expect(status.textContent).toBe('You pressed 2 times. The count is 12.');
      client.fake('likes').show(99);
      vi.advanceTimersByTime(60_000);
      expect(status.textContent).toBe('You pressed 2 times. The count is 12.');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the parts', () => {
  it.each(['pointerenter', 'touchstart', 'focus'])(
    'are loaded at %s, so that the first press is not late',
    async (type) => {
      const button = await addButton(client);
      expect(client.prepared).toBe(0);
      control(button).dispatchEvent(new Event(type));
      await settled();
      expect(client.prepared).toBe(1);
    },
  );

  it('are loaded in a quiet moment after the first total, once', async () => {
    await addButton(client);
    client.fake('likes').show(1);
    client.fake('likes').show(2);
    await settled();
    expect(client.prepared).toBe(1);
  });

  it('are not loaded for a readonly button', async () => {
    await addButton(client, { counter: 'likes', readonly: '' });
    client.fake('likes').show(1);
    await settled();
    expect(client.prepared).toBe(0);
  });

  it('that fail to load make a press an error event', async () => {
    const button = await addButton(client);
    const errors = record('tally-error');
    client.fake('likes').press = () => Promise.reject(new TallyError('not-loaded', 'a part did not load'));
    button.press();
    await settled();
    expect(errors).toEqual([{ counter: 'likes', code: 'not-loaded', message: 'a part did not load' }]);
  });
});

describe('a counter of votes', () => {
  it('like~ is a toggle, whose state is the own vote', async () => {
    const button = await addButton(client, { counter: 'like~a' });
    const presses = record('tally-press');
    const totals = record<{ value: number }>('tally-total');
    const like = client.fake('like~a');
    like.show(4, 'live', 0, 0);
    expect(control(button).getAttribute('aria-pressed')).toBe('false');
    button.press();
    like.show(5, 'live', 1, 1);
    expect(control(button).getAttribute('aria-pressed')).toBe('true');
    expect(part(button, 'pressed')).toBe(control(button));
    button.press();
    await settled();
    expect(like.votes).toEqual([1, 0]);
    expect(presses).toEqual([
      { counter: 'like~a', kind: 'like', value: 1 },
      { counter: 'like~a', kind: 'like', value: 0 },
    ]);
    expect(totals.map(({ value }) => value)).toEqual([0, 1]);
    button.setAttribute('readonly', '');
    expect(control(button).hasAttribute('aria-pressed')).toBe(false);
  });

  it('updown~ has two buttons around the count', async () => {
    const button = await addButton(client, { counter: 'updown~a', label: 'Tea', lang: 'de' });
    const posts = client.fake('updown~a');
    expect(control(button).getAttribute('role')).toBe('group');
    posts.show(-3, 'live', 0, -1);
    await vi.waitFor(() => part(button, 'up'));
    const [up, down] = ['up', 'down'].map((name) => part(button, name));
    expect(control(button).getAttribute('role')).toBe('group');
    expect(control(button).getAttribute('aria-label')).toBe('Tea, -3');
    expect([up, down].map((each) => each!.getAttribute('aria-pressed'))).toEqual(['false', 'true']);
    expect(part(button, 'pressed')).toBe(down);
    await vi.waitFor(() => expect(up!.getAttribute('aria-label')).toBe('Dafür stimmen'));
    up!.click();
    down!.click();
    await settled();
    expect(posts.votes).toEqual([1, 0]);
    button.setAttribute('readonly', '');
    expect(control(button).dataset['icon']).toBe('thumb');
    expect(control(button).getAttribute('part')).toBe('button live');
    posts.show(-1, 'live', 0, 1);
    expect(control(button).getAttribute('part')).toBe('button live pressed');
  });

  it('clap~ shows the own claps, and announces the limit', async () => {
    const button = await addButton(client, { counter: 'clap~a' });
    const claps = client.fake('clap~a');
    const path = part(button, 'icon').querySelector('path')!;
    claps.show(7, 'live', 0, 0);
    expect(nameOf(button)).toBe('Clap, 7');
    await vi.waitFor(() => expect(path.getAttribute('d')).not.toBe(''));
    expect(button.shadowRoot!.querySelector('[part=mine]')).toBeNull();
    button.press();
    claps.show(8, 'live', 1, 1);
    expect(part(button, 'mine').textContent).toBe('+1');
    expect(nameOf(button)).toBe('Clap, 8, 1 from you');
    claps.show(57, 'live', 0, 50);
    button.press();
    await settled();
    expect(claps.claps).toBe(1);
    const status = button.shadowRoot!.querySelector<HTMLElement>('[role=status]')!;
    expect(status.textContent).toBe('All 50 claps are given');
  });

  it('is pressed before its part is loaded, by press()', async () => {
    const button = document.createElement('tally-button');
    button.client = client;
    button.counter = 'updown~a';
    document.body.append(button);
    button.press(-1);
    await settled();
    expect(client.fake('updown~a').votes).toEqual([-1]);
  });

  it('another kind at run time changes the buttons', async () => {
    const button = await addButton(client, { counter: 'updown~a' });
    await vi.waitFor(() => part(button, 'up'));
    button.counter = 'like~a';
    await settled();
    expect(control(button).localName).toBe('button');
    expect(button.shadowRoot!.querySelectorAll('button')).toHaveLength(1);
  });
});

describe('the name', () => {
  it('does not change while the button has the focus, because a screen reader would read it', async () => {
    const button = await addButton(client);
    button.focus();
    control(button).focus();
    client.fake('likes').show(1);
    expect(nameOf(button)).toBe('Like, 1');
    client.fake('likes').show(2);
    expect(nameOf(button)).toBe('Like, 1');
    control(button).blur();
    expect(nameOf(button)).toBe('Like, 2');
  });
});

describe('in the document', () => {
  it('a move keeps subscription and count, and a removal ends both', async () => {
    const button = await addButton(client);
    client.fake('likes').show(8);
    const section = document.createElement('section');
    document.body.append(section);
    section.append(button);
    await settled();
    expect(client.fake('likes').subscriptions).toBe(1);
    expect(part(button, 'count').textContent).toBe('8');

    button.remove();
    await settled();
    expect(client.fake('likes').listeners.size).toBe(0);

    document.body.append(button);
    await settled();
    expect(client.fake('likes').subscriptions).toBe(2);
  });

  it('totals are events that leave shadow trees, one for each change', async () => {
    const totals = record<{ count: number }>('tally-total');
    const host = document.createElement('div');
    document.body.append(host);
    const button = await addButton(client);
    host.attachShadow({ mode: 'open' }).append(button);
    await settled();
    client.fake('likes').show(undefined);
    client.fake('likes').show(1);
    client.fake('likes').show(2);
    expect(totals.map(({ count }) => count)).toEqual([1, 2]);
  });

  it('an invalid counter fails without another attempt', async () => {
    const errors = record<{ code: string }>('tally-error');
    const invalid = new TallyError('invalid-counter', 'counter id must be 1 to 96 characters');
    const failing = {
      counter: vi.fn((): never => {
        throw invalid;
      }),
    };
    const button = await addButton(failing, {});
    expect(part(button, 'failed')).toBe(control(button));
    expect(errors.map(({ code }) => code)).toEqual(['invalid-counter']);
    expect(failing.counter).toHaveBeenCalledOnce();
  });

  it('contains a link for browsers without JavaScript, which the button hides', async () => {
    document.body.innerHTML =
      '<tally-button counter="x"><a href="https://tally.example.com/#/c/x">Like</a></tally-button>';
    const button = document.querySelector('tally-button')!;
    expect(button.shadowRoot!.querySelector('slot')).toBeNull();
  });
});
