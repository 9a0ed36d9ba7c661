import { isCounter } from '@tally/client';
import { useState } from 'preact/compat';
import { counterHref } from '../routes.js';
import { words } from '../words/words.js';

/** A form that opens the page of the named counter. */
export function OpenCounter() {
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState(false);
  const open = (event: Event) => {
    event.preventDefault();
    setWrong(!isCounter(name));
    if (isCounter(name)) {
      window.location.href = counterHref(name);
    }
  };
  return (
    <form className="open-counter" onSubmit={open} noValidate>
      <label htmlFor="open-counter">{words.anotherCounter}</label>
      <div>
        <input
          id="open-counter"
          data-testid="open-counter"
          value={name}
          placeholder={words.counterExample}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          aria-invalid={wrong}
          aria-describedby="open-counter-help"
          onInput={(event) => {
            setName(event.currentTarget.value);
            setWrong(false);
          }}
        />
        <button type="submit" className="action">
          {words.open}
        </button>
      </div>
      <p id="open-counter-help" role={wrong ? 'alert' : undefined} className={wrong ? 'field-error' : undefined}>
        {wrong ? words.counterNameWrong : words.counterNameHelp}
      </p>
    </form>
  );
}
