import type { Status as Situation } from '@tally/client';
import { useStatus } from '../hooks.js';
import { pageHref, type Route } from '../routes.js';
import { words } from '../words/words.js';
import { Mark } from './Mark.js';
import './header.css';

/** Returns the situation in a word. */
export function situationWord(situation: Situation): string {
  switch (situation) {
    case 'server-down':
      return words.serverDown;
    case 'rate-limited':
      return words.rateLimited;
    default:
      return words[situation];
  }
}

const LINKS = [
  { page: 'button', path: '', word: 'pageButton' },
  { page: 'wall', path: 'wall', word: 'pageWall' },
  { page: 'counter', path: 'c/global', word: 'pageCounter' },
  { page: 'generator', path: 'generator', word: 'pageGenerator' },
] as const;

export function Header({ page }: { readonly page: Route['page'] }) {
  const { situation } = useStatus();
  return (
    <header className="header">
      <a className="brand" href={pageHref('')} aria-label={words.brandLabel}>
        <Mark />
        <span>Tally</span>
      </a>
      <nav aria-label={words.pages}>
        {LINKS.map((link) => (
          <a key={link.page} href={pageHref(link.path)} aria-current={link.page === page ? 'page' : undefined}>
            {words[link.word]}
          </a>
        ))}
      </nav>
      <span className="link-state" data-testid="connection" data-situation={situation}>
        <span className="link-dot" aria-hidden="true" />
        <span className="link-word">{situationWord(situation)}</span>
      </span>
    </header>
  );
}
