import type { Receipt, Total, Watermarks } from './types.js';
import { isObject, isText } from './values.js';

/** The maximum number of watermarks in a total: those of the shards written last. */
const MAX_WATERMARKS = 16;

/** A receipt with its epoch. */
export interface EpochReceipt {
  readonly epoch: string;
  readonly receipt: Receipt;
}

/**
 * Returns whether a total includes an accepted click, as far as the total shows it.
 *
 * False is certain unless the total has 16 watermarks, because a counter with more shards has more watermarks.
 *
 * @example
 * const outcome = await tally.press('likes');
 * if (outcome.outcome === 'accepted') console.log(includes(total, outcome));
 */
export function includes(total: Pick<Total, 'epoch' | 'watermarks'>, { epoch, receipt }: EpochReceipt): boolean {
  const watermark = watermarkOf(total.watermarks, receipt.shard);
  return total.epoch === epoch && watermark !== undefined && BigInt(watermark) >= BigInt(receipt.sequence);
}

/** Returns the watermark of a shard, or undefined if there is none. */
export function watermarkOf(watermarks: Watermarks, shard: string): string | undefined {
  return Object.hasOwn(watermarks, shard) ? watermarks[shard] : undefined;
}

/** Returns whether a shard without a watermark may have counted clicks, because only the latest shards are listed. */
export function isUnlisted(watermarks: Watermarks, shard: string): boolean {
  return !Object.hasOwn(watermarks, shard) && Object.keys(watermarks).length >= MAX_WATERMARKS;
}

export function isReceipt(value: unknown): value is Receipt {
  return isObject(value) && isText(value['shard']) && isSequence(value['sequence']);
}

export function isWatermarks(value: unknown): value is Watermarks {
  return isObject(value) && Object.values(value).every(isSequence);
}

function isSequence(value: unknown): value is string {
  return isText(value) && /^\d{1,39}$/.test(value);
}
