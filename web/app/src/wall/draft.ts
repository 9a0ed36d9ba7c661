import type { Draft } from '@tally/client';
import { words } from '../words/words.js';

/** The error of each field, absent if the field is valid. */
export type DraftErrors = { readonly [Field in keyof Draft]?: string };

/** The minimum and maximum number of characters of each field. */
export const LIMITS = {
  title: { min: 2, max: 100 },
  content: { min: 0, max: 1000 },
} as const;

/** Returns the number of code points, as the server counts them, not of UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length;

/** White space, format characters, and letters and marks without a shape: the same set as on the server. */
const INVISIBLE =
  /[\s\p{Z}\p{Cc}\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/u;

/** Returns the number of characters between the first visible character and the last. */
function visibleLengthOf(text: string): number {
  const characters = [...text];
  const isVisible = (character: string) => !INVISIBLE.test(character);
  const first = characters.findIndex(isVisible);
  return first < 0 ? 0 : characters.findLastIndex(isVisible) - first + 1;
}

/** Returns the error of a field. Invisible characters at the ends do not count towards the minimum length. */
function checked(field: keyof Draft, text: string): string | undefined {
  const { min, max } = LIMITS[field];
  const least = visibleLengthOf(text);
  if (least < min) {
    return words.titleTooShort(String(min), String(least));
  }
  const length = lengthOf(text);
  return length > max ? words[`${field}TooLong`](String(max), String(length)) : undefined;
}

export function checkDraft({ title, content }: Draft): DraftErrors {
  const wrongTitle = checked('title', title);
  const wrongContent = checked('content', content);
  return {
    ...(wrongTitle === undefined ? {} : { title: wrongTitle }),
    ...(wrongContent === undefined ? {} : { content: wrongContent }),
  };
}
