import type { Draft } from '@tally/client';

/** The error of each field, absent if the field is valid. */
export type DraftErrors = { readonly [Field in keyof Draft]?: string };

/** The minimum and maximum number of characters of each field. */
export const LIMITS = {
  title: { min: 2, max: 100 },
  content: { min: 10, max: 1000 },
} as const;

/** Returns the number of code points, as the server counts them, not of UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length;

/** Returns the error of a field. White space at the ends does not count towards the minimum length. */
function checked(name: string, text: string, { min, max }: { min: number; max: number }): string | undefined {
  const least = lengthOf(text.trim());
  if (least < min) {
    return `${name} needs at least ${min} characters; this one has ${least}.`;
  }
  const length = lengthOf(text);
  return length > max ? `${name} takes at most ${max} characters; this one has ${length}.` : undefined;
}

export function checkDraft({ title, content }: Draft): DraftErrors {
  const wrongTitle = checked('A title', title, LIMITS.title);
  const wrongContent = checked('A text', content, LIMITS.content);
  return {
    ...(wrongTitle === undefined ? {} : { title: wrongTitle }),
    ...(wrongContent === undefined ? {} : { content: wrongContent }),
  };
}
