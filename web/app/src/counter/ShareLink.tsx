import { useEffect, useState } from 'react';

const SAID_MS = 2_500;

/** Copies the address of this page, or hands it to the device's own way to share. */
export function ShareLink() {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSaid(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const share = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setSaid('Link copied');
    } catch {
      setSaid('Copy it from the address bar');
    }
  };
  return (
    <button type="button" className="action" data-testid="share" onClick={() => void share()}>
      <span aria-live="polite">{said ?? 'Copy link'}</span>
    </button>
  );
}
