'use client';

import { createContext, createElement, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { TallyClient } from './client.js';
import { NO_VIEW, type CounterView } from './live-counter.js';
import type { Outcome, VoteOutcome } from './types.js';

/** The properties of {@link TallyProvider}. */
export interface TallyProviderProps {
  /** The client of the page. Create it once, outside of components. */
  readonly client: TallyClient;
  readonly children?: ReactNode;
}

/** The view of a counter with its `press`, `vote` and `clap`, which are the same functions on each render. */
export interface CounterHook extends CounterView {
  /** Presses the counter, see {@link Counter.press}. */
  readonly press: (delta?: number) => Promise<Outcome>;
  /** Sets the voter's own value, see {@link Counter.vote}. */
  readonly vote: (value: number) => Promise<VoteOutcome>;
  /** Adds claps, see {@link Counter.clap}. */
  readonly clap: (claps?: number) => Promise<VoteOutcome>;
}

const ClientContext = createContext<TallyClient | undefined>(undefined);

/**
 * Provides the client to {@link useCounter} in the components below.
 *
 * @example
 * const tally = new TallyClient({ httpUrl: 'http://localhost:8080' });
 * createRoot(element).render(<TallyProvider client={tally}><App /></TallyProvider>);
 */
export function TallyProvider({ client, children }: TallyProviderProps): ReactNode {
  return createElement(ClientContext.Provider, { value: client }, children);
}

/**
 * Returns the view of a counter, which the component is subscribed to while it is mounted.
 *
 * A server renders the view before the first total: `count` is undefined and `status` is `connecting`.
 *
 * @example
 * function Likes() {
 *   const { count, press } = useCounter('likes');
 *   return <button onClick={() => press()}>Like {count ?? '–'}</button>;
 * }
 *
 * @param id see {@link TallyClient.counter}
 * @throws Error without a {@link TallyProvider}; TallyError `invalid-counter`
 */
export function useCounter(id: string): CounterHook {
  const client = useContext(ClientContext);
  if (client === undefined) {
    throw new Error('useCounter needs a TallyProvider above its component; render the component inside of one');
  }
  const { press, vote, clap, subscribe, view } = client.counter(id);
  return { ...useSyncExternalStore(subscribe, view, () => NO_VIEW), press, vote, clap };
}
