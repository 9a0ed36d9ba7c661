import { kindOf, TallyError, type CounterKind, type CounterView, type Outcome, type VoteOutcome } from '@tally/client';
import { clientOf, type Counters } from './api.js';
import type { Effects } from './effects.js';
import type { ErrorDetail, PressDetail, TotalDetail } from './events.js';
import { drawIcon, iconOf, PATHS } from './icons.js';
import { textsFor } from './languages.js';
import { playChange } from './motion.js';
import { Numbers } from './numbers.js';
import { styles } from './styles.js';
import type { Votes } from './votes.js';
import { fill } from './words.js';

/** The text in place of a count that is not known. */
const NO_COUNT = '\u2013';

const RETRY_FROM_MS = 2_000;
const RETRY_TO_MS = 60_000;

/** The state of a button, which is also one of the names of its part. */
export type State = 'loading' | 'live' | 'waiting' | 'failed';

// A server renders pages without HTMLElement, and must be able to import this module.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * The custom element `<tally-button>`: a button that presses a counter, and shows its live count.
 *
 * @example
 * <tally-button counter="post-42" icon="heart" label="Like"></tally-button>
 */
export class TallyButton extends Base {
  static readonly observedAttributes = ['api', 'counter', 'icon', 'label', 'lang', 'locale', 'readonly'];

  /** The URL of the site of Tally for buttons without the attribute `api`. */
  static defaultApi: string | undefined;

  readonly #root: ShadowRoot;
  readonly #label = part('span', 'label');
  readonly #count = part('span', 'count');
  /** The name for screen readers, in place of label and count. */
  readonly #name = document.createElement('span');
  readonly #status = document.createElement('span');
  #effects: Effects | undefined;
  #votes: Votes | undefined;
  /** The state in which the part for votes was last requested. */
  #requested: State | undefined;
  #control: HTMLElement | undefined;
  #locale = 'en';
  #words = textsFor(this.#locale, () => {});
  #numbers = new Numbers(this.#locale);
  #client: Counters | undefined;
  #view: CounterView | undefined;
  #hasFailed = false;
  #isPressed = false;
  #hasCountInName = false;
  /** Changes with each subscription, so that late answers of earlier ones are ignored. */
  #turn = 0;
  #subscribed: readonly unknown[] = [];
  #unsubscribe: (() => void) | undefined;
  #updateScheduled = false;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    this.#root.adoptedStyleSheets = [styles()];
    this.#status.setAttribute('role', 'status');
    this.#label.dir = 'auto';
    [this.#label, this.#count].forEach((seen) => seen.setAttribute('aria-hidden', 'true'));
    this.#name.className = this.#status.className = 'unseen';
  }

  /** The counter's id, the attribute `counter`. */
  get counter(): string {
    return this.getAttribute('counter') ?? '';
  }

  set counter(id: string) {
    this.setAttribute('counter', id);
  }

  /** A client of the page, in place of the button's own client for the site that `api` names. */
  get client(): Counters | undefined {
    return this.#client;
  }

  set client(client: Counters | undefined) {
    this.#client = client;
    this.#scheduleUpdate();
  }

  /**
   * Presses the button once, as a click does: counts up, votes, takes the same vote back, or claps. Does nothing if the
   * button is `readonly`.
   *
   * @param vote the button of a counter of the kind `updown`: 1 for up, -1 for down
   */
  press(vote: 1 | -1 = 1): void {
    const { counter } = this;
    const kind = this.#kind;
    const mine = this.#view?.mine ?? 0;
    const value = kind === 'clap' ? mine + 1 : mine === vote ? 0 : vote;
    if (this.#isReadonly) {
      return;
    }
    if (kind === 'clap' && this.#votes?.announceLimit(this.#status, mine, this.#numbers, this.#words.texts)) {
      return;
    }
    const detail: PressDetail = { counter, kind, ...(kind === 'clicks' ? { delta: 1 } : { value }) };
    if (!this.#dispatch('tally-press', detail, true)) {
      return;
    }
    if (this.#hasFailed) {
      // Another attempt, without a wait for the timer.
      this.#subscribed = [];
      this.#scheduleUpdate();
    }
    this.#isPressed = true;
    this.#render();
    void this.#send(counter, kind, value);
    if (kind !== 'clicks' && value <= 0) {
      return;
    }
    this.#loadEffects().then(
      (effects) => this.isConnected && effects.press(this.#control!),
      () => {},
    );
  }

  connectedCallback(): void {
    this.#render();
    this.#scheduleUpdate();
  }

  disconnectedCallback(): void {
    this.#scheduleUpdate();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (this.isConnected && before !== after) {
      if (name === 'counter') {
        this.#isPressed = false;
      }
      this.#render();
      this.#scheduleUpdate();
    }
  }

  get #kind(): CounterKind {
    return kindOf(this.counter);
  }

  get #isReadonly(): boolean {
    return this.hasAttribute('readonly');
  }

  get #site(): string | undefined {
    const api = this.getAttribute('api') ?? TallyButton.defaultApi;
    return api === undefined ? undefined : new URL(api, this.baseURI).href;
  }

  get #state(): State {
    if (this.#hasFailed) {
      return 'failed';
    }
    switch (this.#view?.status) {
      case undefined:
      case 'connecting':
        return this.#view?.count === undefined ? 'loading' : 'live';
      case 'live':
        return 'live';
      default:
        return 'waiting';
    }
  }

  /** Schedules one update for all changes of a moment. A button that only moves keeps its subscription. */
  #scheduleUpdate(): void {
    if (!this.#updateScheduled) {
      this.#updateScheduled = true;
      queueMicrotask(() => {
        this.#updateScheduled = false;
        this.#update();
      });
    }
  }

  #update(): void {
    const wanted = this.isConnected ? [this.counter, this.#client ?? this.getAttribute('api')] : [];
    if (wanted.length === this.#subscribed.length && wanted.every((value, at) => value === this.#subscribed[at])) {
      return;
    }
    this.#subscribed = wanted;
    this.#end();
    this.#view = undefined;
    this.#failures = 0;
    if (this.isConnected) {
      void this.#subscribe();
    } else {
      this.#effects?.stop();
    }
  }

  #end(): void {
    this.#turn++;
    clearTimeout(this.#retryTimer);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#hasFailed = false;
  }

  async #subscribe(): Promise<void> {
    const turn = this.#turn;
    const { counter } = this;
    try {
      const client = await this.#connect();
      if (turn === this.#turn) {
        this.#unsubscribe = client.counter(counter).subscribe((view) => this.#receive(view));
        this.#failures = 0;
        this.#hasFailed = false;
      }
    } catch (cause) {
      if (turn === this.#turn) {
        this.#fail(counter, cause);
      }
    }
    this.#render();
  }

  async #connect(): Promise<Counters> {
    const site = this.#site;
    if (this.#client !== undefined) {
      return this.#client;
    }
    if (site === undefined) {
      throw new Error('the button does not know its API; set the attribute api to the URL of the site of Tally');
    }
    return clientOf(site);
  }

  #fail(counter: string, cause: unknown): void {
    this.#hasFailed = true;
    this.#report(counter, cause);
    if (!(cause instanceof TallyError)) {
      const delay = Math.min(RETRY_TO_MS, RETRY_FROM_MS * 2 ** this.#failures++);
      this.#retryTimer = setTimeout(() => void this.#subscribe(), delay);
    }
  }

  async #send(id: string, kind: CounterKind, value: number): Promise<void> {
    try {
      const counter = (await this.#connect()).counter(id);
      const call = kind === 'clicks' ? counter.press() : kind === 'clap' ? counter.clap() : counter.vote(value);
      this.#settle(id, await call);
    } catch (cause) {
      this.#report(id, cause);
    }
  }

  #settle(counter: string, outcome: Outcome | VoteOutcome): void {
    if (outcome.outcome === 'refused') {
      const { detail, title } = outcome.problem;
      this.#error({ counter, code: 'refused', message: `the server rejected a press: ${detail ?? title}` });
    } else if (outcome.outcome === 'given-up') {
      const message = `a press was not sent in time: ${outcome.lastFailure ?? 'there was no attempt'}`;
      this.#error({ counter, code: 'given-up', message });
    }
  }

  #report(counter: string, cause: unknown): void {
    const code = cause instanceof TallyError ? cause.code : 'no-api';
    this.#error({ counter, code, message: cause instanceof Error ? cause.message : String(cause) });
  }

  #error(detail: ErrorDetail): void {
    this.#dispatch('tally-error', detail);
  }

  #receive(view: CounterView): void {
    const before = this.#view;
    this.#view = view;
    this.#render();
    const { count, mine, pending, viewers, total } = view;
    if (count === undefined || viewers === undefined || total === undefined) {
      return;
    }
    if (count !== before?.count || mine !== before.mine || total !== before.total) {
      const { counter } = this;
      const detail: TotalDetail = { counter, kind: this.#kind, value: mine, count, pending, viewers, total };
      this.#dispatch('tally-total', detail);
    }
    if (before?.count === undefined) {
      // A quiet moment, so that the first press is not late.
      (globalThis.requestIdleCallback ?? setTimeout)(() => void this.#prepare());
    } else if (count !== before.count) {
      playChange(this.#count);
    }
  }

  #dispatch(type: string, detail: PressDetail | TotalDetail | ErrorDetail, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, cancelable, detail }));
  }

  #render(): void {
    this.#chooseWords();
    const kind = this.#kind;
    const isGroup = kind === 'updown' && !this.#isReadonly;
    const mine = this.#view?.mine ?? 0;
    const control = this.#controlFor(isGroup);
    const icon = iconOf(this.getAttribute('icon') ?? (kind === 'updown' ? 'thumb' : kind));
    if (!isGroup && control.dataset['icon'] !== icon) {
      control.dataset['icon'] = icon;
      control.querySelector('svg')?.remove();
      control.prepend(drawIcon(PATHS[icon]));
    }
    const state = this.#state;
    const isPressed = kind === 'clicks' ? this.#isPressed : mine > 0;
    control.setAttribute('part', `button ${state}${isPressed && !isGroup ? ' pressed' : ''}`);
    const label = this.getAttribute('label');
    this.#label.textContent = label;
    const { texts, language } = this.#words;
    const count = this.#view?.count;
    const exact = count === undefined ? undefined : this.#numbers.exact(count);
    setText(this.#count, count === undefined ? NO_COUNT : this.#numbers.short(count));
    setAttribute(this.#count, 'title', exact);
    setAttribute(control, 'title', state === 'live' ? undefined : texts[state]);
    this.#status.lang = language;
    if (kind === 'like' && !this.#isReadonly) {
      control.setAttribute('aria-pressed', String(mine === 1));
    }
    let name = label || texts[icon];
    if (exact !== undefined) {
      name = fill(texts.name, { label: name, count: exact });
    }
    if (kind === 'updown' || kind === 'clap' || icon === 'clap') {
      this.#loadVotes(state);
    }
    if (this.#votes !== undefined) {
      name = this.#votes.show(control, { kind, mine, label, name, exact, numbers: this.#numbers, texts });
    }
    // A screen reader would read out each new name of a button that has the focus.
    if (this.#root.activeElement !== control || !this.#hasCountInName) {
      this.#hasCountInName = exact !== undefined;
      setText(this.#name, name);
    }
  }

  #chooseWords(): void {
    const language = this.closest<HTMLElement>('[lang]')?.lang || document.documentElement.lang || navigator.language;
    const locale = this.getAttribute('locale') || language;
    if (locale !== this.#locale) {
      this.#locale = locale;
      this.#words = textsFor(locale, () => {
        this.#locale = '';
        this.#render();
      });
      this.#numbers = new Numbers(this.#words.locale);
    }
  }

  /** Returns the button, a group of two buttons, or for `readonly` a text in its place. */
  #controlFor(isGroup: boolean): HTMLElement {
    const shape = isGroup ? 'group' : this.#isReadonly ? 'text' : this.#kind;
    if (this.#control?.dataset['shape'] !== shape) {
      const isButton = !isGroup && !this.#isReadonly;
      this.#control = isButton ? this.#createButton(1) : document.createElement('span');
      this.#control.dataset['shape'] = shape;
      if (isGroup) {
        this.#control.setAttribute('role', 'group');
      } else {
        this.#control.append(this.#name);
      }
      this.#control.append(this.#label, this.#count);
      this.#hasCountInName = false;
      this.#root.replaceChildren(this.#control, this.#status);
    }
    return this.#control;
  }

  #createButton(vote: 1 | -1): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.addEventListener('click', () => this.press(vote));
    ['pointerenter', 'touchstart', 'focus'].forEach((type) =>
      button.addEventListener(type, () => void this.#prepare(), { passive: true }),
    );
    // A held key counts as one press.
    button.addEventListener('keydown', (event) => {
      if (event.repeat && (event.key === 'Enter' || event.key === ' ')) {
        event.preventDefault();
      }
    });
    button.addEventListener('blur', () => this.#render());
    return button;
  }

  /** Loads the parts for a press. Without the effects, a press counts nevertheless. */
  async #prepare(): Promise<void> {
    if (this.#isReadonly || !this.isConnected) {
      return;
    }
    try {
      (await this.#connect()).prepare?.();
      await this.#loadEffects();
    } catch {
      // A press reports the failure.
    }
  }

  /** Loads the looks of votes. After a failure, another state of the button loads them again. */
  #loadVotes(state: State): void {
    if (this.#votes === undefined && this.#requested !== state) {
      this.#requested = state;
      import('./votes.js').then(
        ({ Votes }) => {
          this.#votes ??= new Votes(this.#root, (vote) => this.#createButton(vote));
          this.#render();
        },
        () => {},
      );
    }
  }

  async #loadEffects(): Promise<Effects> {
    const { Effects } = await import('./effects.js');
    return (this.#effects ??= new Effects(this.#root, this.#status, () => ({
      count: this.#view?.count,
      numbers: this.#numbers,
      words: this.#words,
    })));
  }
}

/** Defines the element, once. Does nothing on a server. */
export function define(): void {
  if (globalThis.customElements !== undefined && customElements.get('tally-button') === undefined) {
    customElements.define('tally-button', TallyButton);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tally-button': TallyButton;
  }
}

function part(tag: string, name: string): HTMLElement {
  const element = document.createElement(tag);
  element.setAttribute('part', name);
  return element;
}

function setAttribute(element: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value);
  }
}

/** Sets a text only if it changed, so that nothing is laid out in vain. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
