import { useEffect, useState } from 'preact/compat';
import { words } from '../words/words.js';

const MESSAGE_MS = 2_500;

interface CopyButtonProps {
  readonly text: () => string;
  readonly label: string;
  readonly copied: string;
  /** The message if the browser forbids copying. */
  readonly byHand: string;
  readonly testId: string;
}

/** A button that copies a text, and then says so for a moment. */
export function CopyButton({ text, label, copied, byHand, testId }: CopyButtonProps) {
  const [message, setMessage] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setMessage(undefined), MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setMessage(copied);
    } catch {
      setMessage(byHand);
    }
  };
  return (
    <button type="button" className="action" data-testid={testId} onClick={() => void copy()}>
      <span aria-live="polite">{message ?? label}</span>
    </button>
  );
}

/** A button that copies the address of this page. */
export function ShareLink() {
  return (
    <CopyButton
      text={() => window.location.href}
      label={words.copyLink}
      copied={words.linkCopied}
      byHand={words.copyByHand}
      testId="share"
    />
  );
}
