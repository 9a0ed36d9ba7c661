import { useEffect, useRef, useState } from 'react';
import { formatNumber, presses } from '../format.js';

const EVERY_MS = 4_000;

/** Announces this page's presses to a screen reader, every four seconds in one sentence. */
export function Announcer({ pressed, shown }: { readonly pressed: number; readonly shown: number | undefined }) {
  const [message, setMessage] = useState('');
  const announced = useRef(pressed);
  const latest = useRef({ pressed, shown });
  useEffect(() => {
    latest.current = { pressed, shown };
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const { pressed: now, shown: count } = latest.current;
      if (now !== announced.current && count !== undefined) {
        setMessage(`You made ${presses(now - announced.current)}. The count is ${formatNumber(count)}.`);
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
