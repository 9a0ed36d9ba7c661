import { optionalAsOf } from './as-of.js';
import { isObject, isText, isTextOrNull, isWhole, parseObject } from './json.js';
import type { Total } from './types.js';

/** What the server sends. */
export type ServerFrame =
  | { readonly type: 'total'; readonly total: Total }
  | { readonly type: 'pong' }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** The frame that a message holds, undefined if it holds none that is known here. */
export function parseFrame(message: unknown): ServerFrame | undefined {
  const fields = parseObject(message);
  switch (fields?.['type']) {
    case 'total': {
      const { counter, count, version, updatedAt, asOf, minutes, viewers } = fields;
      return isText(counter) &&
        isWhole(count) &&
        isWhole(version) &&
        isTextOrNull(updatedAt) &&
        isMinutes(minutes) &&
        isWhole(viewers)
        ? { type: 'total', total: { counter, count, version, updatedAt, ...optionalAsOf(asOf), minutes, viewers } }
        : undefined;
    }
    case 'pong':
      return { type: 'pong' };
    case 'error': {
      const { code, message: text } = fields;
      return isText(code) && isText(text) ? { type: 'error', code, message: text } : undefined;
    }
    default:
      return undefined;
  }
}

export function subscribeFrame(counters: readonly string[]): string {
  return JSON.stringify({ action: 'subscribe', counters });
}

export function unsubscribeFrame(counters: readonly string[]): string {
  return JSON.stringify({ action: 'unsubscribe', counters });
}

export const PING_FRAME = JSON.stringify({ action: 'ping' });

function isMinutes(value: unknown): value is Record<string, number> {
  return isObject(value) && Object.entries(value).every(([minute, sum]) => /^\d+$/.test(minute) && isWhole(sum));
}
