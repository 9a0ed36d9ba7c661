import type { AfterAnswer } from './counters.js';
import type { Environment } from './environment.js';
import { isEpoch } from './epochs.js';
import { TallyError } from './errors.js';
import { isReceipt, isWatermarks, type EpochReceipt } from './receipts.js';
import type { TokenRequest } from './token.js';
import type {
  Click,
  CounterReading,
  Delivery,
  Draft,
  History,
  HistoryQuery,
  LiveMode,
  Post,
  PostPage,
  PostQuery,
  Problem,
  Receipt,
} from './types.js';
import { isObject, isText, isTextOrNull, isWhole, optionalFields, parseObject, type Fields } from './values.js';

/** The result of one attempt to send a click. */
export type Attempt =
  | { readonly kind: 'accepted'; readonly acceptedAt: string; readonly epoch: string; readonly receipt: Receipt }
  /** `serverTime` is in epoch milliseconds, undefined if the answer has no readable `Date`. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly serverTime: number | undefined }
  /** No clear answer. `retryAfterMs` is the pause that the server requested, or 0. */
  | {
      readonly kind: 'unclear';
      readonly failure: string;
      readonly deliveryState: Exclude<Delivery['state'], 'ok'>;
      readonly retryAfterMs: number;
      /** False if the click certainly did not reach the queue. */
      readonly mayHaveBeenCounted: boolean;
      /** True if other counters may go on, because the server rejects clicks of this one only. */
      readonly isOfCounter: boolean;
    };

/** A vote to send. The token names the voter if there is no `voter`. */
export interface Vote {
  readonly clickId: string;
  readonly counter: string;
  readonly value: number;
  readonly voter: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly retryAfter: string | null;
  readonly date: string | null;
  readonly fields: Fields | undefined;
}

/** The problem of a counter that counts its clicks too late. */
const LAGGING = 'urn:tally:problem:lagging';
/** The problems with status 503 that the server reports before it queues a click. */
const NOTHING_QUEUED = new Set([LAGGING, 'urn:tally:problem:table-unavailable']);

/** The calls of the HTTP API. */
export class Http {
  readonly #env: Pick<Environment, 'fetch' | 'timers' | 'now'>;
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #token: TokenRequest | undefined;
  readonly #calls = new Set<AbortController>();

  /**
   * @param timeoutMs the timeout of a call, including its body
   * @param token the request for a token for writes, if the server requires one
   */
  constructor(
    env: Pick<Environment, 'fetch' | 'timers' | 'now'>,
    url: string,
    timeoutMs: number,
    token: TokenRequest | undefined,
  ) {
    this.#env = env;
    this.#url = url.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    this.#token = token;
  }

  /** Sends a click once. Returns the result and never rejects. */
  async click({ clickId, counter, delta }: Click): Promise<Attempt> {
    return this.#attempt(`/v1/counters/${counter}/clicks`, clickId, { method: 'POST' }, { delta });
  }

  /** Sends a vote once. Returns the result and never rejects. */
  async vote({ clickId, counter, value, voter }: Vote): Promise<Attempt> {
    return this.#attempt(
      `/v1/counters/${counter}/vote`,
      clickId,
      { method: 'PUT', headers: voterHeader(voter) },
      { value },
    );
  }

  /** Reads a voter's own values, in the order of the counters. */
  async votes(counters: readonly string[], voter: string | undefined): Promise<number[]> {
    const headers = { Accept: 'application/json', ...voterHeader(voter) };
    const { votes } = await this.#read(`/v1/votes?ids=${counters.join(',')}`, 200, { method: 'GET', headers });
    if (!Array.isArray(votes) || votes.length !== counters.length) {
      throw badAnswer();
    }
    return votes.map((vote: unknown, index) => {
      if (isObject(vote) && vote['counter'] === counters[index] && isWhole(vote['value'])) {
        return vote['value'];
      }
      throw badAnswer();
    });
  }

  /** Sends a change once. */
  async #attempt(
    path: string,
    clickId: string,
    { method, headers }: { readonly method: string; readonly headers?: Record<string, string> },
    body: object,
  ): Promise<Attempt> {
    let answer: Answer;
    try {
      answer = await this.#call(path, {
        method,
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': clickId, ...headers },
        body: JSON.stringify(body),
        keepalive: true,
      });
    } catch (cause) {
      return {
        kind: 'unclear',
        failure: `no answer: ${String(cause)}`,
        deliveryState: 'no-answer',
        retryAfterMs: 0,
        mayHaveBeenCounted: !(cause instanceof TallyError && cause.code === 'no-token'),
        isOfCounter: false,
      };
    }
    const { status, fields } = answer;
    const { acceptedAt, epoch, receipt } = fields ?? {};
    if (
      status === 202 &&
      fields?.['clickId'] === clickId &&
      isText(acceptedAt) &&
      isEpoch(epoch) &&
      isReceipt(receipt)
    ) {
      return { kind: 'accepted', acceptedAt, epoch, receipt };
    }
    if (status >= 400 && status < 500 && status !== 429) {
      const serverTime = Date.parse(answer.date ?? '');
      return {
        kind: 'refused',
        problem: problemOf(answer),
        serverTime: Number.isNaN(serverTime) ? undefined : serverTime,
      };
    }
    const { type } = problemOf(answer);
    return {
      kind: 'unclear',
      failure: status === 429 || status >= 500 ? `HTTP ${status}` : `HTTP ${status}, which does not come from Tally`,
      deliveryState: status === 429 ? 'rate-limited' : status >= 500 ? 'server-error' : 'no-answer',
      retryAfterMs: this.#retryAfterMs(answer),
      mayHaveBeenCounted: status !== 429 && !NOTHING_QUEUED.has(type),
      isOfCounter: type === LAGGING,
    };
  }

  async counter(counter: string): Promise<CounterReading> {
    return readingOf(counter, await this.#read(`/v1/counters/${counter}`));
  }

  async counters(ids: readonly string[]): Promise<CounterReading[]> {
    const { counters } = await this.#read(`/v1/counters?ids=${ids.join(',')}`);
    if (!Array.isArray(counters) || counters.length !== ids.length) {
      throw badAnswer();
    }
    return ids.map((id, index) => readingOf(id, (counters as readonly Fields[])[index] ?? {}));
  }

  /**
   * Reads a counter in poll mode once. Returns the pause that the server requested, in milliseconds, if the answer is no
   * reading. Never rejects.
   */
  async poll(counter: string): Promise<CounterReading | number> {
    try {
      const answer = await this.#call(`/v1/counters/${counter}`, { headers: { Accept: 'application/json' } });
      return answer.status === 200 ? readingOf(counter, answer.fields ?? {}) : this.#retryAfterMs(answer);
    } catch {
      return 0;
    }
  }

  /** Asks once whether a receipt is counted. Never rejects. */
  async after(counter: string, { epoch, receipt }: EpochReceipt): Promise<AfterAnswer> {
    const after = `${epoch}:${receipt.shard}:${receipt.sequence}`;
    try {
      return readingOf(counter, await this.#read(`/v1/counters/${counter}?${new URLSearchParams({ after })}`));
    } catch (cause) {
      return cause instanceof TallyError && cause.problem?.status === 409 ? 'other-epoch' : 'not-yet';
    }
  }

  async history(counter: string, { resolution, from, to }: HistoryQuery): Promise<History> {
    const query = new URLSearchParams({ resolution });
    if (from !== undefined) {
      query.set('from', isoOf(from));
    }
    if (to !== undefined) {
      query.set('to', isoOf(to));
    }
    const fields = await this.#read(`/v1/counters/${counter}/history?${query}`);
    const windows = fields['windows'];
    if (!Array.isArray(windows)) {
      throw badAnswer();
    }
    const sums = windows.map((window: unknown) => {
      if (isObject(window) && isText(window['start']) && isWhole(window['sum'])) {
        return { start: window['start'], sum: window['sum'] };
      }
      throw badAnswer();
    });
    return { counter, resolution, windows: sums };
  }

  async posts({ cursor, limit }: PostQuery): Promise<PostPage> {
    const query = new URLSearchParams();
    if (cursor !== undefined) {
      query.set('cursor', cursor);
    }
    if (limit !== undefined) {
      query.set('limit', String(limit));
    }
    const { posts, next } = await this.#read(`/v1/posts${query.size === 0 ? '' : `?${query}`}`);
    if (!Array.isArray(posts) || !isTextOrNull(next)) {
      throw badAnswer();
    }
    return { posts: posts.map(postOf), next };
  }

  async post(id: string): Promise<Post> {
    return postOf(await this.#read(`/v1/posts/${encodeURIComponent(id)}`));
  }

  async createPost(id: string, { title, content }: Draft): Promise<void> {
    const fields = await this.#read('/v1/posts', 202, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id },
      body: JSON.stringify({ title, content }),
    });
    if (fields['id'] !== id) {
      throw badAnswer();
    }
  }

  /** Aborts all calls in progress. */
  abort(): void {
    for (const call of [...this.#calls]) {
      call.abort(new TallyError('closed', 'the client was closed before the answer arrived'));
    }
  }

  async #read(
    path: string,
    expected = 200,
    init: RequestInit = { headers: { Accept: 'application/json' } },
  ): Promise<Fields> {
    let answer: Answer;
    try {
      answer = await this.#call(path, init);
    } catch (cause) {
      throw cause instanceof TallyError ? cause : new TallyError('network', `no answer: ${String(cause)}`, { cause });
    }
    if (answer.status !== expected) {
      const problem = problemOf(answer);
      throw new TallyError('http', `HTTP ${problem.status}: ${problem.detail ?? problem.title}`, { problem });
    }
    if (answer.fields === undefined) {
      throw badAnswer();
    }
    return answer.fields;
  }

  async #call(path: string, init: RequestInit): Promise<Answer> {
    const call = new AbortController();
    const late = new TallyError('network', `no answer within ${this.#timeoutMs} ms`);
    const timer = this.#env.timers.set(() => call.abort(late), this.#timeoutMs);
    this.#calls.add(call);
    try {
      // Without a token there is nothing to await, so a closing page still sends its last clicks.
      const headers = new Headers(init.headers);
      if (this.#token !== undefined && init.method !== undefined) {
        headers.set('Authorization', `Bearer ${await this.#token(call.signal)}`);
      }
      const response = await this.#env.fetch(this.#url + path, { ...init, headers, signal: call.signal });
      const fields = parseObject(await response.text());
      return {
        status: response.status,
        statusText: response.statusText,
        retryAfter: response.headers.get('Retry-After'),
        date: response.headers.get('Date'),
        fields,
      };
    } finally {
      this.#env.timers.clear(timer);
      this.#calls.delete(call);
    }
  }

  /** Returns the pause in `Retry-After`, which contains seconds or an HTTP date. */
  #retryAfterMs({ retryAfter }: Answer): number {
    if (retryAfter === null) {
      return 0;
    }
    const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - this.#env.now();
    return ms > 0 ? ms : 0;
  }
}

function voterHeader(voter: string | undefined): Record<string, string> {
  return voter === undefined ? {} : { 'Tally-Voter': voter };
}

/** Returns the problem document of an answer, or a problem made from its status if it contains none. */
function problemOf({ status, statusText, fields = {} }: Answer): Problem {
  const { type, title, detail, field, message } = fields;
  return {
    type: isText(type) ? type : 'about:blank',
    title: [title, message, statusText].find((text) => isText(text) && text !== '')?.toString() ?? `HTTP ${status}`,
    status,
    ...(isText(detail) ? { detail } : {}),
    ...(isText(field) ? { field } : {}),
  };
}

/** Returns the reading in an answer. Throws `bad-answer`. */
export function readingOf(counter: string, fields: Fields): CounterReading {
  const { count, epoch, version, updatedAt, windows, viewers, watermarks } = fields;
  if (
    fields['counter'] === counter &&
    isWhole(count) &&
    isEpoch(epoch) &&
    isWhole(version) &&
    isTextOrNull(updatedAt) &&
    isObject(windows) &&
    isWhole(windows['1m']) &&
    isWhole(windows['5m']) &&
    isWhole(windows['10m']) &&
    isWatermarks(watermarks)
  ) {
    return {
      counter,
      count,
      ...optionalFields(fields),
      epoch,
      version,
      updatedAt,
      windows: { '1m': windows['1m'], '5m': windows['5m'], '10m': windows['10m'] },
      ...(isWhole(viewers) ? { viewers } : {}),
      ...liveOf(fields),
      watermarks,
    };
  }
  throw badAnswer();
}

/** Returns the mode in an answer, or no field if the server sent none. */
function liveOf({ live }: Fields): { live?: LiveMode } {
  const { mode, everyMilliseconds: every, probability } = (isObject(live) ? live : {}) as Record<string, unknown>;
  if (mode === 'poll') {
    return { live: { mode, everyMilliseconds: Number(every) } };
  }
  const returns = typeof probability === 'number' ? { probability, everyMilliseconds: Number(every) } : {};
  return mode === 'push' ? { live: { mode, ...returns } } : {};
}

function postOf(value: unknown): Post {
  if (isObject(value)) {
    const { id, title, content, createdAt, counter, count, up, down, version } = value;
    const isPost = isText(id) && isText(title) && isText(content) && isText(createdAt) && isText(counter);
    if (isPost && isWhole(count) && isWhole(up) && isWhole(down) && isWhole(version)) {
      return { id, title, content, createdAt, counter, count, up, down, version };
    }
  }
  throw badAnswer();
}

function badAnswer(): TallyError {
  return new TallyError('bad-answer', 'the answer does not come from Tally; check the httpUrl');
}

function isoOf(time: Date | number | string): string {
  return isText(time) ? time : new Date(time).toISOString();
}
