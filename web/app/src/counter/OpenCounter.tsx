import { isCounter } from '@tally/client';
import { useState, type FormEvent } from 'react';
import { counterHref } from '../routes.js';

/** A form that opens the page of the named counter. */
export function OpenCounter() {
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState(false);
  const open = (event: FormEvent) => {
    event.preventDefault();
    setWrong(!isCounter(name));
    if (isCounter(name)) {
      window.location.hash = counterHref(name).slice(1);
    }
  };
  return (
    <form className="open-counter" onSubmit={open} noValidate>
      <label htmlFor="open-counter">Another counter</label>
      <div>
        <input
          id="open-counter"
          data-testid="open-counter"
          value={name}
          placeholder="likes"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={wrong}
          aria-describedby="open-counter-help"
          onChange={(event) => {
            setName(event.target.value);
            setWrong(false);
          }}
        />
        <button type="submit" className="action">
          Open
        </button>
      </div>
      <p id="open-counter-help" role={wrong ? 'alert' : undefined} className={wrong ? 'field-error' : undefined}>
        {wrong
          ? 'A name has 1 to 96 characters of A-Z a-z 0-9 . _ ~ - and starts with a letter or digit. “counters” and “posts” are reserved.'
          : 'Any name works: a counter exists once it is pressed.'}
      </p>
    </form>
  );
}
