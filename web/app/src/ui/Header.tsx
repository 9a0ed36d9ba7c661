import type { Status as Situation } from '@tally/client';
import { useStatus } from '../hooks.js';
import type { Route } from '../routes.js';
import { Mark } from './Mark.js';
import './header.css';

const WORDS: Record<Situation, string> = {
  live: 'Live',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  'server-down': 'No answer',
  'rate-limited': 'Busy',
};

const LINKS = [
  { page: 'button', href: '#/', text: 'Button' },
  { page: 'wall', href: '#/wall', text: 'Wall' },
  { page: 'counter', href: '#/c/global', text: 'Counter' },
  { page: 'generator', href: '#/generator', text: 'Generator' },
] as const;

export function Header({ page }: { readonly page: Route['page'] }) {
  const { situation } = useStatus();
  return (
    <header className="header">
      <a className="brand" href="#/" aria-label="Tally, to the button">
        <Mark />
        <span>Tally</span>
      </a>
      <nav aria-label="Pages">
        {LINKS.map((link) => (
          <a key={link.page} href={link.href} aria-current={link.page === page ? 'page' : undefined}>
            {link.text}
          </a>
        ))}
      </nav>
      <span className="link-state" data-testid="connection" data-situation={situation}>
        <span className="link-dot" aria-hidden="true" />
        <span className="link-word">{WORDS[situation]}</span>
      </span>
    </header>
  );
}
