/** The position of a total in the history of its counter. */
export interface Position {
  /** `<region>.<time>`, the identity of the history. */
  readonly epoch: string;
  /** A number that only grows within the epoch. */
  readonly version: number;
}

/** Returns whether a value is an epoch: a region without a dot, a dot, and a time. */
export function isEpoch(value: unknown): value is string {
  return typeof value === 'string' && /^[^.]+\../.test(value);
}

/** Returns whether an epoch is earlier than another one of the same region. The times of a region sort as text. */
export function isEarlier(epoch: string, other: string): boolean {
  return regionOf(epoch) === regionOf(other) && epoch < other;
}

/** Returns whether a total replaces another one: by the epoch first, then by the version. */
export function isNewer(total: Position, known: Position): boolean {
  return total.epoch === known.epoch ? total.version > known.version : !isEarlier(total.epoch, known.epoch);
}

function regionOf(epoch: string): string {
  return epoch.slice(0, epoch.indexOf('.'));
}
