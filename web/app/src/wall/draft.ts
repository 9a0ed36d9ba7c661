import type { Draft } from '@tally/client';

/** What is wrong with each field, absent where nothing is. */
export type DraftErrors = { readonly [Field in keyof Draft]?: string };

/** How many characters each field takes. */
export const LIMITS = {
  title: { min: 2, max: 100 },
  content: { min: 10, max: 1000 },
} as const;

/** Characters as people count them rather than UTF-16 units, as the server does. */
export const lengthOf = (text: string): number => [...text].length;

/** White space at the ends does not help a text to its least length. */
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
