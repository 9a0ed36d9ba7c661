import { useEffect, useState } from 'react';

const MESSAGE_MS = 2_500;

/** A button that copies the address of this page. */
export function ShareLink() {
  const [message, setMessage] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setMessage(undefined), MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const share = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setMessage('Link copied');
    } catch {
      setMessage('Copy it from the address bar');
    }
  };
  return (
    <button type="button" className="action" data-testid="share" onClick={() => void share()}>
      <span aria-live="polite">{message ?? 'Copy link'}</span>
    </button>
  );
}
