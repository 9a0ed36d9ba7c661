import { RETRY_WINDOW_CLOSED, TallyError, type Draft, type Post } from '@tally/client';
import { useRef, useState } from 'preact/compat';
import { useTally } from '../hooks.js';
import { words } from '../words/words.js';
import { checkDraft, type DraftErrors } from './draft.js';

const EMPTY: Draft = { title: '', content: '' };

const problemOf = (cause: unknown) => (cause instanceof TallyError ? cause.problem : undefined);

/** Returns the reasons why the server did not accept a post, with the next step. */
function failureOf(cause: unknown): { errors: DraftErrors; failure: string | undefined } {
  const problem = problemOf(cause);
  if (problem?.type === RETRY_WINDOW_CLOSED) {
    return { errors: {}, failure: words.mayBePublished };
  }
  if (problem !== undefined && (problem.field === 'title' || problem.field === 'content')) {
    return { errors: { [problem.field]: problem.detail ?? problem.title }, failure: undefined };
  }
  if (problem === undefined || problem.status >= 500) {
    return { errors: {}, failure: words.publishNoAnswer };
  }
  const failure = problem.status === 429 ? words.publishPause : words.serverSays(problem.detail ?? problem.title);
  return { errors: {}, failure };
}

/** Returns the errors after validating one field again. */
function withError(errors: DraftErrors, field: keyof Draft, draft: Draft): DraftErrors {
  const { [field]: _, ...others } = errors;
  const error = checkDraft(draft)[field];
  return error === undefined ? others : { ...others, [field]: error };
}

/** Returns a draft, its errors, and the functions that edit and publish it. */
export function useDraft(published: (post: Post) => void) {
  const { client } = useTally();
  const [draft, setDraft] = useState(EMPTY);
  const [errors, setErrors] = useState<DraftErrors>({});
  const [failure, setFailure] = useState<string>();
  const [sending, setSending] = useState(false);
  /** The draft and its id. Retries keep the id, so that they create one post, until it is too old for the server. */
  const attempt = useRef<{ id: string; draft: Draft }>(undefined);

  /** Removes an error as soon as it is corrected. Adds none before the field was left. */
  const change = (field: keyof Draft, text: string) => {
    const changed = { ...draft, [field]: text };
    setDraft(changed);
    setErrors((before) => (before[field] === undefined ? before : withError(before, field, changed)));
  };

  const leave = (field: keyof Draft) => {
    if (draft[field] !== '') {
      setErrors((before) => withError(before, field, draft));
    }
  };

  /** Sends the draft. Returns the first invalid field, if any. */
  const publish = async (): Promise<keyof Draft | undefined> => {
    const wrong = checkDraft(draft);
    setErrors(wrong);
    const first = wrong.title !== undefined ? 'title' : wrong.content !== undefined ? 'content' : undefined;
    if (first !== undefined || sending) {
      return first;
    }
    if (attempt.current?.draft !== draft) {
      attempt.current = { id: client.newPostId(), draft };
    }
    const { id } = attempt.current;
    setSending(true);
    setFailure(undefined);
    try {
      await client.createPost(id, draft);
      const votes = { counter: `updown~${id}`, count: 0, up: 0, down: 0, version: 0 };
      published({ id, ...draft, createdAt: new Date().toISOString(), ...votes });
      setDraft(EMPTY);
    } catch (cause) {
      if (problemOf(cause)?.type === RETRY_WINDOW_CLOSED) {
        attempt.current = undefined;
      }
      const reasons = failureOf(cause);
      setErrors(reasons.errors);
      setFailure(reasons.failure);
    } finally {
      setSending(false);
    }
    return undefined;
  };

  return { draft, errors, failure, sending, change, leave, publish };
}
