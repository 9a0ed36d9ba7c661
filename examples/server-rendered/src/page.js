import { createElement } from 'react';
import { TallyClient } from '@tally/client';
import { TallyProvider, useCounter } from '@tally/client/react';

const client = new TallyClient({ httpUrl: 'http://localhost:8080' });

function Likes() {
  const { count, press } = useCounter('server-rendered');
  return createElement('button', { onClick: () => press() }, `Like ${count ?? '–'}`);
}

/** The page, for the server and for the browser. */
export const page = createElement(TallyProvider, { client }, createElement(Likes));
