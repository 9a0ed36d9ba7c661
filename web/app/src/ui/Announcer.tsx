import { useEffect, useRef, useState } from 'preact/compat';
import { formatNumber, presses } from '../format.js';
import { useLatest } from '../hooks.js';
import { words } from '../words/words.js';

const EVERY_MS = 4_000;

/** Announces this page's presses to a screen reader, every four seconds in one sentence. */
export function Announcer({ pressed, shown }: { readonly pressed: number; readonly shown: number | undefined }) {
  const [message, setMessage] = useState('');
  const announced = useRef(pressed);
  const latest = useLatest({ pressed, shown });
  useEffect(() => {
    const timer = setInterval(() => {
      const { pressed: now, shown: count } = latest.current;
      if (now !== announced.current && count !== undefined) {
        setMessage(words.announcePresses(presses(now - announced.current), formatNumber(count)));
        announced.current = now;
      }
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="visually-hidden" role="status" data-testid="announcer">
      {message}
    </p>
  );
}
