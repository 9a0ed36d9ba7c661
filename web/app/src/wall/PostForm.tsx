import type { Draft, Post } from '@tally/client';
import { useRef, type RefObject } from 'preact/compat';
import { words } from '../words/words.js';
import { lengthOf, LIMITS } from './draft.js';
import { useDraft } from './use-draft.js';

interface FieldProps {
  readonly field: keyof Draft;
  readonly label: string;
  readonly text: string;
  readonly error: string | undefined;
  readonly locked: boolean;
  readonly change: (field: keyof Draft, text: string) => void;
  readonly leave: (field: keyof Draft) => void;
}

function Field({ field, label, text, error, locked, change, leave }: FieldProps) {
  const { min, max } = LIMITS[field];
  const length = lengthOf(text);
  const common = {
    id: `post-${field}`,
    name: field,
    value: text,
    dir: 'auto' as const,
    readOnly: locked,
    'data-testid': `post-${field}`,
    'aria-invalid': error !== undefined,
    'aria-describedby': `post-${field}-help`,
    onInput: (event: { currentTarget: { value: string } }) => change(field, event.currentTarget.value),
    onBlur: () => leave(field),
  };
  return (
    <div className="field">
      <label htmlFor={common.id}>{label}</label>
      {field === 'title' ? <input type="text" autoComplete="off" {...common} /> : <textarea rows={5} {...common} />}
      <p id={`post-${field}-help`} className={error === undefined ? 'field-help' : 'field-help field-error'}>
        <span data-testid={`post-${field}-error`} role={error === undefined ? undefined : 'alert'}>
          {error ?? (min === 0 ? words.fieldUpTo(String(max)) : words.fieldLength(String(min), String(max)))}
        </span>
        <span className="field-length" aria-hidden="true">
          {length}/{max}
        </span>
      </p>
    </div>
  );
}

/** The form of a new post, in a dialog that keeps its text when it is closed. */
export function PostForm({
  dialog,
  published,
}: {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly published: (post: Post) => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const { draft, errors, failure, sending, change, leave, publish } = useDraft((post) => {
    dialog.current?.close();
    published(post);
  });
  const common = { locked: sending, change, leave };
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = await publish();
    if (wrong !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name=${wrong}]`)?.focus();
    }
  };
  return (
    <dialog className="sheet" ref={dialog} aria-labelledby="post-form-title">
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <h2 id="post-form-title">{words.writePost}</h2>
        <p>{words.formLead}</p>
        <Field field="title" label={words.fieldTitle} text={draft.title} error={errors.title} {...common} />
        <Field field="content" label={words.fieldContent} text={draft.content} error={errors.content} {...common} />
        <p className="sheet-failure" role="alert" data-testid="post-failure">
          {failure}
        </p>
        <div className="sheet-actions">
          <button type="button" className="action" onClick={() => dialog.current?.close()}>
            {words.close}
          </button>
          <button type="submit" className="action action-main" data-testid="publish" disabled={sending}>
            {sending ? words.publishing : words.publish}
          </button>
        </div>
      </form>
    </dialog>
  );
}
