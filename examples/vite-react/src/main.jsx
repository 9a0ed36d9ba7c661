import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { TallyClient } from '@tally/client';
import { TallyProvider, useCounter } from '@tally/client/react';

const tally = new TallyClient({ httpUrl: 'http://localhost:8080' });

function Likes() {
  const { count, viewers, status, press } = useCounter('vite-react');
  return (
    <main>
      <h1>React with Vite</h1>
      <button onClick={() => press()}>Like {count ?? '–'}</button>
      <p>{status === 'live' ? `${viewers} watching now` : status}</p>
    </main>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <TallyProvider client={tally}>
      <Likes />
    </TallyProvider>
  </StrictMode>,
);
