import { isCounter } from '@tally/client';
import { useSyncExternalStore } from 'react';

/** The page that the address after `#` names. */
export type Route =
  | { readonly page: 'button' }
  | { readonly page: 'wall' }
  | { readonly page: 'generator' }
  | { readonly page: 'counter'; readonly id: string }
  | { readonly page: 'unknown'; readonly path: string };

export function routeOf(hash: string): Route {
  const path = hash.replace(/^#?\/?/, '').replace(/\/$/, '');
  if (path === '') {
    return { page: 'button' };
  }
  if (path === 'wall' || path === 'generator') {
    return { page: path };
  }
  const id = path.startsWith('c/') ? path.slice(2) : '';
  return isCounter(id) ? { page: 'counter', id } : { page: 'unknown', path };
}

/** Returns the link to a counter's page. */
export const counterHref = (id: string): string => `#/c/${id}`;

function onHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  return routeOf(useSyncExternalStore(onHash, () => window.location.hash));
}
