import { useEffect } from 'preact/compat';

/** The minimum time between two titles of the tab. Faster ones are unreadable. */
const EVERY_MS = 500;

/** Sets the title of the browser tab, soon after it changes. */
export function useTitle(title: string): void {
  useEffect(() => {
    const timer = setTimeout(() => (document.title = title), EVERY_MS);
    return () => clearTimeout(timer);
  }, [title]);
}
