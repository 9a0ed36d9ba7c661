import { ClickStore } from './click-store.js';
import { openClick } from './counter-state.js';
import { type ClickStorage, type Environment } from './environment.js';
import { TallyError } from './errors.js';
import type { Attempt, Http } from './http.js';
import { boundsOf, kindOf, type VoteKind } from './kinds.js';
import { lossOf, type Loss } from './losses.js';
import { isOfClock, Outbox } from './outbox.js';
import type { Click, ClickOutcome, Delivery, Problem, Refused, VoteOutcome } from './types.js';
import { ClickIds, ServerClock, timeOf } from './uuid.js';
import { backoff } from './values.js';
import { LET_GO_VOTE_MS, PARTS, VoteState, type KnownVotes, type VoteNumbers } from './vote-state.js';
import { VoteStore, type HeldVote, type StoredVote, type VoteInFlight } from './vote-store.js';
import type { Voter } from './voter.js';

/** The maximum number of counters in one read. */
const MAX_READ = 100;

/** The time after which a value is read again that came before its total, in milliseconds. */
const READ_AGAIN_MS = 5_000;

/** The time after which a tab sends the vote of another tab, which may be closed, in milliseconds. */
const HELP_AFTER_MS = 15_000;

/** The maximum difference between a new id and the server's time, in milliseconds. */
const NEW_ID_MS = 20_000;

/** The age at which an accepted vote is removed from the storage, although no total has included it. */
const FORGOTTEN_AFTER_MS = 900_000;

/** The numbers of a counter of votes for a screen. */
export interface OwnVotes extends VoteNumbers {
  readonly mine: number | undefined;
  pending: number;
}

/** The collaborators and settings of the votes. */
export interface VotesParts {
  readonly env: Environment;
  readonly http: Http;
  readonly httpUrl: string;
  /** The storage of votes that are not settled. */
  readonly storage: ClickStorage | undefined;
  /** The voter, undefined if the token names the voter. */
  readonly voter: Voter | undefined;
  /** The voter in the keys of the storage, undefined to keep the votes in memory. */
  readonly owner: () => string | undefined;
  readonly coalesceMs: number;
  /** Receives each counter after a change of its own votes. */
  readonly onChange: (counter: string) => void;
  /** Receives each change of the state of sending. */
  readonly onDelivery: (delivery: Delivery) => void;
  /** Receives each rejected vote. */
  readonly onLoss: (loss: Loss) => void;
}

/**
 * The votes of one voter: the values that the voter wants, their way to the server, and the counted ones.
 *
 * A vote is a value, so only the last one matters. One vote of a counter is sent at a time, and votes during that time
 * replace each other. The next one is sent after a clear answer, so the queue has the votes in their order. The server
 * may reject a vote because of the time in its id. The vote is then sent again with an id by the server's time. If the
 * vote was counted nevertheless, that changes nothing. Claps are also values, which begin at the counted one.
 *
 * The tabs of a browser share the entries of the storage ({@link VoteStore}). A vote in flight is in its entry with its
 * id. Another tab, or the next page, sends it with the same id before it sends a later one. The server counts the id
 * once, so no tab has to know whether the other one still runs. A tab does not send an id that the entry has no more.
 *
 * The server's values are read once for each counter, in one call for all, and again after a lost connection. A read
 * counts only if no own vote was open before and after it, because it could be older than the vote.
 */
export class Votes {
  readonly #parts: VotesParts;
  readonly #clock: ServerClock;
  readonly #ids: ClickIds;
  readonly #store: VoteStore;
  readonly #outbox: Outbox;
  readonly #states = new Map<string, VoteState>();
  /** The entries as this tab has seen them last. */
  readonly #seen = new Map<string, StoredVote>();
  /** The ids of votes that this tab sends now. */
  readonly #sending = new Set<string>();
  readonly #startedAt = new Map<string, number>();
  readonly #waiters = new Map<string, Array<(outcome: VoteOutcome) => void>>();
  /** The number of changes of each counter that make an earlier read invalid. */
  readonly #changes = new Map<string, number>();
  readonly #unread = new Set<string>();
  readonly #timers = new Map<string, unknown>();
  /** The most claps of a voter, until the server names another number. */
  #mostClaps = boundsOf('clap')[1];
  /** The maximum number of counters in the next read. */
  #mostRead = MAX_READ;
  #isReading = false;
  #readFailures = 0;
  #closed = false;

  constructor(parts: VotesParts) {
    const { env, onDelivery, storage, httpUrl, owner } = parts;
    const clock = new ServerClock(env.now);
    const timed = { ...env, now: clock.now };
    this.#parts = parts;
    this.#clock = clock;
    this.#ids = new ClickIds(timed);
    this.#store = new VoteStore(storage, httpUrl, owner);
    this.#outbox = new Outbox({
      env: timed,
      correction: { setClock: clock.set },
      // The entries of the votes are in another store.
      store: new ClickStore({ storage: undefined, report: env.report }, ''),
      counters: { restore: () => {}, accept: () => {}, drop: () => {} },
      // Only the server knows whether an id is too old.
      retryWindowMs: Infinity,
      send: (click) => this.#attempt(click),
      onOutcome: (outcome) => this.#answered(outcome),
      onDelivery,
    });
  }

  /** Returns the state of sending votes, by the last attempt. */
  get delivery(): Delivery {
    return this.#outbox.delivery;
  }

  /** The number of counters with a vote that is not accepted. */
  get pending(): number {
    return [...this.#seen.values()].filter(isPending).length;
  }

  /** The voter in the keys of the storage. */
  get voter(): string | undefined {
    return this.#parts.owner();
  }

  /** The counters of this voter that were used. */
  get counters(): string[] {
    return [...this.#states.keys()];
  }

  /** Sends the votes that an earlier page left in the storage. */
  restore(): void {
    const { now } = this.#parts.env;
    for (const counter of this.#store.counters()) {
      const entry = this.#store.get(counter);
      const isOld = entry !== undefined && !isPending(entry) && now() - (entry.held?.at ?? 0) > FORGOTTEN_AFTER_MS;
      if (entry === undefined || isOld) {
        this.#store.set(counter, undefined);
      } else {
        this.#state(counter);
        this.#help(counter);
        this.#advance(counter);
      }
    }
  }

  /** Returns the numbers of a counter with the own votes, after its newest total. */
  own(counter: string, total: KnownVotes | undefined): OwnVotes {
    const state = this.#state(counter);
    if (total !== undefined) {
      if (state.receive(total)) {
        this.#readAgain(counter);
      }
      this.#removeCounted(counter);
    }
    const entry = this.#seen.get(counter);
    return { ...state.shown, mine: state.mine, pending: entry !== undefined && isPending(entry) ? 1 : 0 };
  }

  /** Sets the own value. */
  vote(counter: string, value: number): Promise<VoteOutcome> {
    const state = this.#state(counter);
    const entry = this.#entry(counter);
    state.want(value);
    return this.#wait(counter, () => {
      if (entry?.flight === undefined && value === (entry?.held?.value ?? state.counted)) {
        this.#put(counter, entry?.held && { value, held: entry.held });
        this.#settle(counter, { outcome: 'no-vote', counter, value });
      } else {
        this.#put(counter, { ...withoutRelative(entry), value });
        this.#help(counter);
        this.#advance(counter);
      }
    });
  }

  /** Adds claps to the own value, up to the maximum. */
  clap(counter: string, claps: number): Promise<VoteOutcome> {
    const state = this.#state(counter);
    const entry = this.#entry(counter);
    const known = entry?.value ?? state.mine;
    const value = this.#withClaps(known ?? 0, claps);
    if (known !== undefined && entry?.relative !== true) {
      return this.vote(counter, value);
    }
    state.want(value);
    return this.#wait(counter, () => {
      this.#put(counter, { value, relative: true });
      this.#scheduleRead(counter);
    });
  }

  /** Returns a value with added claps, which never lower it. */
  #withClaps(value: number, claps: number): number {
    return Math.max(value, Math.min(this.#mostClaps, value + claps));
  }

  /** Returns the values that the voter wants, or has, in the order of the counters. */
  async values(counters: readonly string[]): Promise<number[]> {
    const values: number[] = [];
    for (let from = 0; from < counters.length; from += MAX_READ) {
      values.push(...(await this.#readValues(counters.slice(from, from + MAX_READ))));
    }
    return values.map((value, index) => this.#seen.get(counters[index]!)?.value ?? value);
  }

  /** Reads the counted values of counters again, because totals may be lost. */
  reread(counters: Iterable<string>): void {
    for (const counter of counters) {
      this.#scheduleRead(counter);
    }
  }

  /** Skips the current backoffs because the server is reachable again. */
  resume(): void {
    this.#outbox.resume();
    this.#readSoon(0);
  }

  /** Sends the votes that wait for others now. */
  flush(): void {
    for (const counter of this.#states.keys()) {
      if (this.#timers.has(counter)) {
        this.#startedAt.delete(counter);
        this.#advance(counter);
      }
    }
    this.#leave();
  }

  /** Reads the entry of a counter again after another tab has changed it. */
  storageChanged(key: string | null): void {
    const counter = this.#store.counterOf(key);
    if (counter !== undefined && !this.#closed) {
      this.#sync(counter);
      if (this.#waiters.has(counter)) {
        this.#advance(counter);
      }
    }
  }

  close(): void {
    this.#leave();
    this.#closed = true;
    this.#outbox.close();
    this.#parts.http.abort();
    this.#timers.forEach((timer) => this.#parts.env.timers.clear(timer));
    for (const counter of [...this.#waiters.keys()]) {
      this.#settleOnClose(counter);
    }
  }

  /** Marks the votes of this tab, so that another tab sends them at once. */
  #leave(): void {
    for (const counter of this.#seen.keys()) {
      const entry = this.#entry(counter);
      if (
        entry !== undefined &&
        isPending(entry) &&
        (entry.flight === undefined || this.#sending.has(entry.flight.id))
      ) {
        this.#put(counter, { ...entry, isLeft: true });
      }
    }
  }

  #state(counter: string): VoteState {
    let state = this.#states.get(counter);
    if (state === undefined) {
      state = new VoteState(kindOf(counter) as VoteKind);
      this.#states.set(counter, state);
      this.#adopt(counter);
      const entry = this.#seen.get(counter);
      if (entry === undefined && this.#hasNoVotes) {
        state.read(0);
      } else if (entry === undefined || entry.relative) {
        this.#scheduleRead(counter);
      }
    }
    return state;
  }

  /** Returns the entry of a counter, after the changes by other tabs. */
  #entry(counter: string): StoredVote | undefined {
    this.#adopt(counter);
    return this.#seen.get(counter);
  }

  /** Reads the entry of a counter, and applies it to the state. */
  #adopt(counter: string): void {
    const entry = this.#store.get(counter);
    const state = this.#states.get(counter)!;
    if (!this.#see(counter, entry)) {
      return;
    }
    if (entry?.before !== undefined) {
      state.restore((entry.flight ?? entry.held)?.id ?? '', entry.before);
    }
    if (entry?.held !== undefined) {
      this.#hold(counter, entry.held);
    }
    if (entry?.flight !== undefined) {
      state.open(entry.flight.id, entry.flight.value);
    }
    if (entry !== undefined) {
      state.want(entry.value);
      this.#helpLater(counter, entry);
    } else {
      // Another tab has the answer to the vote.
      this.#scheduleRead(counter);
    }
  }

  /** Sends a vote of another tab unless its entry changes: at once if that tab has left, else after some time. */
  #helpLater(counter: string, seen: StoredVote): void {
    if (isPending(seen) && !this.#sending.has(seen.flight?.id ?? '')) {
      this.#setTimer(`${counter} help`, seen.isLeft ? 0 : HELP_AFTER_MS, () => {
        if (JSON.stringify(this.#entry(counter)) === JSON.stringify(seen)) {
          this.#help(counter);
          this.#advance(counter);
        }
      });
    }
  }

  #sync(counter: string): void {
    if (this.#states.has(counter)) {
      if (this.#store.get(counter) === undefined && this.#seen.get(counter) === undefined) {
        // Another tab has voted since, and its vote is counted.
        this.#readAgain(counter);
      }
      this.#adopt(counter);
    } else {
      this.#state(counter);
    }
    this.#parts.onChange(counter);
  }

  /** Remembers the entry of a counter. Returns whether it is another one than before. */
  #see(counter: string, entry: StoredVote | undefined): boolean {
    const isOther = JSON.stringify(entry) !== JSON.stringify(this.#seen.get(counter));
    if (isOther) {
      this.#changed(counter);
    }
    if (entry === undefined) {
      this.#seen.delete(counter);
    } else {
      this.#seen.set(counter, entry);
    }
    return isOther;
  }

  /** Writes the entry of a counter. */
  #put(counter: string, entry: StoredVote | undefined): void {
    if (entry !== undefined) {
      this.#parts.voter?.id();
    }
    this.#store.set(counter, entry);
    this.#see(counter, this.#store.get(counter));
    this.#parts.onChange(counter);
  }

  #changed(counter: string): void {
    this.#changes.set(counter, (this.#changes.get(counter) ?? 0) + 1);
  }

  /** Removes the entry of a vote that a total includes. */
  #removeCounted(counter: string): void {
    const entry = this.#seen.get(counter);
    if (entry?.held !== undefined && !this.#states.get(counter)!.has(entry.held.id)) {
      const stored = this.#store.get(counter);
      if (stored?.held?.id === entry.held.id && !isPending(stored)) {
        this.#store.set(counter, undefined);
        this.#see(counter, undefined);
        if (this.#states.get(counter)!.counted === undefined) {
          this.#scheduleRead(counter);
        }
      }
    }
  }

  #wait(counter: string, start: () => void): Promise<VoteOutcome> {
    return new Promise((resolve) => {
      this.#waiters.set(counter, [...(this.#waiters.get(counter) ?? []), resolve]);
      start();
    });
  }

  #settle(counter: string, outcome: VoteOutcome): void {
    const waiters = this.#waiters.get(counter) ?? [];
    this.#waiters.delete(counter);
    waiters.forEach((resolve) => resolve(outcome));
  }

  #settleOnClose(counter: string): void {
    const { value } = this.#seen.get(counter) ?? { value: 0 };
    const more = { counter, value, clickId: '', mayHaveBeenCounted: true, lastFailure: null };
    this.#settle(
      counter,
      this.#store.isKept(counter)
        ? { outcome: 'kept', counter, value }
        : { outcome: 'given-up', reason: 'closed', ...more },
    );
  }

  /** Sends the vote of another page, because its answer must come before the next vote. */
  #help(counter: string): void {
    const entry = this.#seen.get(counter);
    if (entry?.flight !== undefined && !this.#sending.has(entry.flight.id)) {
      const { isLeft, ...rest } = entry;
      const flight = { ...entry.flight, shared: true };
      this.#put(counter, { ...rest, flight });
      this.#send(counter, flight);
    }
  }

  /** Sends the next vote of a counter if it is due, or settles the calls. */
  #advance(counter: string): void {
    const entry = this.#seen.get(counter);
    if (entry?.flight !== undefined || entry?.relative || this.#closed) {
      return;
    }
    if (entry === undefined || entry.value === entry.held?.value) {
      this.#settle(counter, acceptedOf(counter, entry));
      return;
    }
    const { env, coalesceMs } = this.#parts;
    const wait = (this.#startedAt.get(counter) ?? -Infinity) + coalesceMs - env.now();
    // A wait above the maximum means that the clock was set back.
    if (wait > 0 && wait <= coalesceMs) {
      this.#setTimer(counter, wait, () => this.#advanceAfter(counter));
      return;
    }
    this.#startedAt.set(counter, env.now());
    const state = this.#states.get(counter)!;
    const flight = { id: this.#ids.next(), value: entry.value, shared: false };
    const { values: before } = state;
    state.open(flight.id, flight.value, true);
    const { value, held } = entry;
    this.#put(counter, { value, flight, ...(held && { held }), ...(before && { before }) });
    this.#send(counter, flight);
  }

  #advanceAfter(counter: string): void {
    this.#entry(counter);
    this.#advance(counter);
  }

  #send(counter: string, flight: VoteInFlight): void {
    this.#sending.add(flight.id);
    const { id: clickId, value, shared } = flight;
    this.#outbox.add(clickId, openClick(counter, value), () => {}, shared);
  }

  /** Sends a vote once, unless another tab has sent a later one since. */
  async #attempt({ clickId, counter, delta }: Click): Promise<Attempt | undefined> {
    const { http, voter } = this.#parts;
    const isNext = this.#store.get(counter)?.flight?.id === clickId;
    return isNext ? http.vote({ clickId, counter, value: delta, voter: voter?.id() }) : undefined;
  }

  #answered(outcome: ClickOutcome): void {
    const { clickId: id, counter, delta: value } = outcome;
    this.#sending.delete(id);
    if (this.#closed) {
      return;
    }
    const entry = this.#entry(counter);
    const state = this.#states.get(counter)!;
    if (entry?.flight?.id === id) {
      const { flight, isLeft, ...rest } = entry;
      const most = outcome.outcome === 'refused' && kindOf(counter) === 'clap' ? mostIn(outcome.problem) : undefined;
      const isUnclear = 'mayHaveBeenCounted' in outcome && (outcome.mayHaveBeenCounted || flight.shared);
      if (outcome.outcome === 'accepted') {
        const { acceptedAt, epoch, receipt } = outcome;
        const repeated = outcome.repeated || flight.shared;
        const held = { id, value, acceptedAt, epoch, receipt, repeated, at: this.#parts.env.now() };
        this.#hold(counter, held);
        this.#put(counter, { ...rest, held });
        if (rest.value === value) {
          this.#settle(counter, acceptedOf(counter, { value, held }));
        }
        this.#removeCounted(counter);
      } else if (most !== undefined && most < rest.value && most > (rest.held?.value ?? state.counted ?? 0)) {
        this.#mostClaps = most;
        state.drop(id);
        state.want(most);
        this.#put(counter, { ...rest, value: most });
      } else if (outcome.outcome === 'refused' && rest.value === value && !this.#isOfAnotherTime(outcome)) {
        this.#rollBack(counter, rest, outcome, isUnclear, id);
      } else {
        if (!isUnclear) {
          state.drop(id);
        }
        // Without a held vote the entry is sent again, also with the value that was accepted before.
        this.#put(counter, isUnclear ? { value: rest.value } : rest);
      }
    }
    this.#advance(counter);
    this.#parts.onChange(counter);
  }

  /**
   * Returns whether a vote was rejected because of the time in its id: the vote is old, or the clock was wrong. The
   * answer has corrected the clock. The next id has the server's time, so the vote is sent with another id once.
   */
  #isOfAnotherTime({ clickId, problem }: Refused): boolean {
    return isOfClock(problem) && Math.abs(timeOf(clickId) - this.#clock.now()) > NEW_ID_MS;
  }

  /** Returns to the value before a rejected vote. */
  #rollBack(counter: string, rest: StoredVote, outcome: Refused, isUnclear: boolean, id: string): void {
    const state = this.#states.get(counter)!;
    const { held } = rest;
    state.drop(id);
    if (isUnclear) {
      state.forget();
    }
    state.want(held?.value ?? state.counted);
    this.#put(counter, held === undefined || isUnclear ? undefined : { value: held.value, held });
    if (isUnclear || state.mine === undefined) {
      this.#scheduleRead(counter);
    }
    const { clickId, problem } = outcome;
    const refused = { counter, clickId, problem, mayHaveBeenCounted: isUnclear };
    this.#settle(counter, { outcome: 'refused', value: outcome.delta, ...refused });
    this.#parts.onLoss(lossOf({ ...outcome, delta: 1, mayHaveBeenCounted: isUnclear })!);
  }

  #hold(counter: string, held: HeldVote): void {
    const state = this.#states.get(counter)!;
    state.accept(held.id, held.value, held);
    if (state.has(held.id)) {
      this.#expireIn(counter, Math.max(0, held.at + LET_GO_VOTE_MS - this.#parts.env.now()));
    }
  }

  #expireIn(counter: string, delayMs: number): void {
    this.#setTimer(`${counter} held`, delayMs, () => {
      const state = this.#states.get(counter)!;
      if (state.expire(this.#parts.env.now())) {
        this.#readAgain(counter);
      }
      if (state.isHeld) {
        this.#expireIn(counter, LET_GO_VOTE_MS);
      }
      this.#removeCounted(counter);
      this.#parts.onChange(counter);
    });
  }

  /** Reads the counted value of a counter, and discards a read that has begun. */
  #readAgain(counter: string): void {
    this.#changed(counter);
    this.#scheduleRead(counter);
  }

  #scheduleRead(counter: string): void {
    this.#unread.add(counter);
    if (!this.#timers.has('')) {
      this.#readSoon(0);
    }
  }

  #readSoon(delayMs: number): void {
    if (this.#unread.size > 0 && !this.#isReading && !this.#closed) {
      this.#setTimer('', delayMs, () => void this.#read());
    }
  }

  /** Reads the counted values that are not known. */
  async #read(): Promise<void> {
    const counters = [...this.#unread].slice(0, this.#mostRead);
    if (counters.length === 0) {
      return;
    }
    let delayMs = 0;
    this.#isReading = true;
    try {
      await this.#readValues(counters);
      this.#readFailures = 0;
    } catch (cause) {
      delayMs = this.#readFailed(counters, cause);
    }
    this.#isReading = false;
    this.#readSoon(delayMs);
  }

  /** Reads counted values, and applies those of the counters without a change since. */
  async #readValues(counters: readonly string[]): Promise<number[]> {
    const changes = counters.map((counter) => this.#changes.get(counter));
    const values = await this.#values(counters);
    for (const [index, counter] of counters.entries()) {
      if (this.#changes.get(counter) === changes[index] && !this.#closed) {
        this.#receive(counter, values[index]!);
      }
    }
    return values;
  }

  /** Whether the voter has no id yet, and therefore no votes. */
  get #hasNoVotes(): boolean {
    const { voter } = this.#parts;
    return voter !== undefined && voter.known === undefined;
  }

  async #values(counters: readonly string[]): Promise<number[]> {
    const { http, voter } = this.#parts;
    return this.#hasNoVotes ? counters.map(() => 0) : http.votes(counters, voter?.known);
  }

  /**
   * Returns the delay before the next attempt. A rejected read is not repeated. If one of several counters is invalid,
   * fewer are read at once, so that the others have their values.
   */
  #readFailed(counters: readonly string[], cause: unknown): number {
    const { env } = this.#parts;
    const problem = cause instanceof TallyError ? cause.problem : undefined;
    if (problem !== undefined && problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      if (problem.field === 'counter' && counters.length > 1) {
        this.#mostRead = Math.ceil(counters.length / 2);
        return 0;
      }
      this.#mostRead = MAX_READ;
      counters.forEach((counter) => this.#unreadable(counter, problem));
      env.report(cause as TallyError);
    }
    return backoff(this.#readFailures++, env.random);
  }

  /** Rejects the claps that wait for a value, which the server rejects to return. */
  #unreadable(counter: string, problem: Problem): void {
    const entry = this.#entry(counter);
    if (entry?.relative) {
      const refused = { clickId: '', counter, delta: entry.value, problem, mayHaveBeenCounted: false };
      this.#rollBack(counter, entry, { outcome: 'refused', ...refused }, false, '');
    }
    this.#unread.delete(counter);
  }

  #receive(counter: string, value: number): void {
    const state = this.#state(counter);
    this.#unread.delete(counter);
    const entry = this.#entry(counter);
    if (entry?.relative) {
      const wanted = this.#withClaps(value, entry.value);
      state.read(value);
      state.want(wanted);
      this.#put(counter, wanted === value ? undefined : { value: wanted });
      this.#advance(counter);
    } else if (entry === undefined && state.isHeld) {
      // The total lacks a vote that another tab has seen counted, and the value may be a later vote of that tab.
      this.#setTimer(`${counter} read`, READ_AGAIN_MS, () => this.#scheduleRead(counter));
    } else if (entry === undefined) {
      // The value of a first read can be from before a reset.
      const isRepeated = state.counted === value;
      state.read(value);
      this.#setTimer(`${counter} read`, READ_AGAIN_MS, () => {
        if (state.trust() && !isRepeated) {
          this.#readAgain(counter);
        }
        this.#parts.onChange(counter);
      });
    }
    this.#parts.onChange(counter);
  }

  #setTimer(key: string, delayMs: number, run: () => void): void {
    const { timers } = this.#parts.env;
    timers.clear(this.#timers.get(key));
    if (this.#closed) {
      return;
    }
    this.#timers.set(
      key,
      timers.set(() => {
        this.#timers.delete(key);
        run();
      }, delayMs),
    );
  }
}

/**
 * Returns the numbers of a counter with the votes of the present voter and of earlier voters of the page. A vote that
 * moves from one to the other is therefore shown once, with any of both votes in the total.
 */
export function ownOf(
  current: Votes,
  earlier: readonly Votes[],
  counter: string,
  total: KnownVotes | undefined,
): OwnVotes {
  const own = { ...current.own(counter, total) };
  for (const votes of earlier.filter((votes) => votes.counters.includes(counter))) {
    const other = votes.own(counter, total);
    own.pending += other.pending;
    for (const part of PARTS) {
      if (own[part] !== undefined) {
        own[part] += (other[part] ?? 0) - (total?.[part] ?? 0);
      }
    }
  }
  return own;
}

function isPending({ value, relative, flight, held }: StoredVote): boolean {
  return flight !== undefined || relative === true || value !== held?.value;
}

function withoutRelative(entry: StoredVote | undefined): Partial<StoredVote> {
  const { isLeft, relative, ...rest } = entry ?? { relative: false };
  return rest;
}

/** Returns the outcome of the votes that led to an entry. Without an entry another tab has settled them. */
function acceptedOf(counter: string, entry: StoredVote | undefined): VoteOutcome {
  if (entry?.held === undefined) {
    return { outcome: 'kept', counter, value: entry?.value ?? 0 };
  }
  const { id: clickId, value, acceptedAt, epoch, receipt, repeated } = entry.held;
  return { outcome: 'accepted', counter, value, clickId, acceptedAt, epoch, receipt, repeated };
}

/** Returns the most claps that a problem names; undefined if it names none. */
function mostIn({ detail, field }: Problem): number | undefined {
  const most = field === 'value' ? / from 0 to (\d+)$/.exec(detail ?? '')?.[1] : undefined;
  return most === undefined ? undefined : Number(most);
}
