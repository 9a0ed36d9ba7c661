import { TallyError } from './errors.js';

/** The kind of a counter: one that takes clicks, or one of the three that take votes. */
export type CounterKind = 'clicks' | 'like' | 'updown' | 'clap';

/** The least and the greatest value of a voter, by kind. */
const BOUNDS = { like: [0, 1], updown: [-1, 1], clap: [0, 50] } as const;

const VALUES = { like: '0 and 1', updown: '-1, 0 and 1', clap: '0 to 50' };

/** A kind of counters that take votes. */
export type VoteKind = keyof typeof BOUNDS;

/** Returns whether a value is a valid id of a voter. */
export function isVoter(id: unknown): id is string {
  return typeof id === 'string' && /^[A-Za-z0-9_-]{16,64}$/.test(id);
}

/** Throws `invalid-voter` unless the text is a valid id of a voter. */
export function checkVoter(id: string): void {
  if (!isVoter(id)) {
    throw new TallyError('invalid-voter', 'a voter must be 16 to 64 characters of A-Z a-z 0-9 _ -');
  }
}

/** Returns the kind of a counter. It is the start of the id. */
export function kindOf(id: string): CounterKind {
  return (/^(like|updown|clap)~/.exec(id)?.[1] as VoteKind | undefined) ?? 'clicks';
}

/** Returns the least and the greatest value of a kind. */
export function boundsOf(kind: VoteKind): readonly [number, number] {
  return BOUNDS[kind];
}

/** Throws `wrong-kind` if the counter takes votes. */
export function checkClicks(id: string): void {
  if (kindOf(id) !== 'clicks') {
    throw new TallyError('wrong-kind', `${id} takes votes and no clicks: call vote`);
  }
}

/** Throws `wrong-kind` unless the counter takes votes, and `invalid-vote` unless its kind has the value. */
export function checkVote(id: string, value: number): void {
  const kind = kindOf(id);
  if (kind === 'clicks') {
    throw new TallyError('wrong-kind', `${id} takes clicks and no votes: call press`);
  }
  const [least, most] = BOUNDS[kind];
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new TallyError('invalid-vote', `${id} takes the values ${VALUES[kind]}, not ${value}`);
  }
}

/** Throws `wrong-kind` unless the counter takes claps, and `invalid-vote` unless their number is 1 to 50. */
export function checkClaps(id: string, claps: number): void {
  if (kindOf(id) !== 'clap') {
    throw new TallyError('wrong-kind', `${id} takes no claps: the id of a counter with claps begins with clap~`);
  }
  if (!Number.isInteger(claps) || claps < 1 || claps > BOUNDS.clap[1]) {
    throw new TallyError('invalid-vote', `${id} takes 1 to 50 claps at once, not ${claps}`);
  }
}
