import { isEpoch } from './epochs.js';
import { isWatermarks } from './receipts.js';
import type { Total } from './types.js';
import { isObject, isText, isTextOrNull, isWhole, optionalFields, parseObject } from './values.js';

/** A frame from the server. */
export type ServerFrame =
  | { readonly type: 'total'; readonly total: Total }
  /** The answer to a subscribe to a counter in poll mode. */
  | { readonly type: 'poll'; readonly counter: string; readonly answer: object }
  | { readonly type: 'pong' }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** Returns the frame in a message, or undefined if it is unknown or invalid. */
export function parseFrame(message: unknown): ServerFrame | undefined {
  const fields = parseObject(message);
  switch (fields?.['type']) {
    case 'total': {
      const { counter, count, epoch, version, updatedAt, minutes, viewers, watermarks } = fields;
      return isText(counter) &&
        isWhole(count) &&
        isEpoch(epoch) &&
        isWhole(version) &&
        isTextOrNull(updatedAt) &&
        isMinutes(minutes) &&
        isWhole(viewers) &&
        isWatermarks(watermarks)
        ? {
            type: 'total',
            total: {
              counter,
              count,
              ...optionalFields(fields),
              epoch,
              version,
              updatedAt,
              minutes,
              // This client is one of them, and a counter that was never clicked has no number of viewers.
              viewers: viewers || 1,
              watermarks,
            },
          }
        : undefined;
    }
    case 'poll': {
      const { counter } = fields;
      return isText(counter) ? { type: 'poll', counter, answer: { live: fields } } : undefined;
    }
    case 'pong':
      return fields as ServerFrame;
    case 'error':
      return isText(fields['code']) && isText(fields['message']) ? (fields as ServerFrame) : undefined;
    default:
      return undefined;
  }
}

/** The maximum size of a message that the server accepts, in bytes. */
const MAX_BYTES = 4096;

/** Returns the messages that apply an action to counters: one, or several if one would exceed {@link MAX_BYTES}. */
export function counterFrames(action: 'subscribe' | 'unsubscribe', counters: readonly string[]): string[] {
  const frame = JSON.stringify({ action, counters });
  const half = counters.length >> 1;
  // Counter ids are ASCII, so a character is a byte.
  return half > 0 && frame.length > MAX_BYTES
    ? [...counterFrames(action, counters.slice(0, half)), ...counterFrames(action, counters.slice(half))]
    : [frame];
}

/** The message that requests a pong. */
export const PING_FRAME = JSON.stringify({ action: 'ping' });

function isMinutes(value: unknown): value is Record<string, number> {
  return isObject(value) && Object.entries(value).every(([minute, sum]) => /^\d+$/.test(minute) && isWhole(sum));
}
