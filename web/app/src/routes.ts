import { isCounter } from '@tally/client';
import { useSyncExternalStore } from 'preact/compat';

/** The page that the address names. */
export type Route =
  | { readonly page: 'button' }
  | { readonly page: 'wall' }
  | { readonly page: 'generator' }
  | { readonly page: 'counter'; readonly id: string }
  | { readonly page: 'unknown'; readonly path: string };

/**
 * The directory of the page's files. The server answers an unknown path with a copy of the page, and then the files lie
 * at the root.
 */
export const ROOT = document.documentElement.dataset['root'] ?? './';
const HOME = ROOT === './' ? '' : ROOT;

/**
 * Returns the route of the address after `#`.
 *
 * @param unknownPath the path of the address if the server knows no such path
 */
export function routeOf(hash: string, unknownPath?: string): Route {
  const path = hash.replace(/^#?\/?/, '').replace(/\/$/, '');
  if (path === '') {
    return unknownPath === undefined ? { page: 'button' } : { page: 'unknown', path: unknownPath };
  }
  if (path === 'wall' || path === 'generator') {
    return { page: path };
  }
  const id = path.startsWith('c/') ? path.slice(2) : '';
  return isCounter(id) ? { page: 'counter', id } : { page: 'unknown', path };
}

/** Returns the link to a page, such as `wall`; the button's is empty. */
export const pageHref = (path: string): string => `${HOME}#/${path}`;

/** Returns the link to a counter's page. */
export const counterHref = (id: string): string => pageHref(`c/${id}`);

function onHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(onHash, () => window.location.hash);
  return routeOf(hash, HOME === '' ? undefined : window.location.pathname);
}
