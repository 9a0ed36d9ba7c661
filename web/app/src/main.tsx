import { createRoot } from 'preact/compat/client';
import { App } from './App.js';
import { loadConfig } from './config.js';
import { Tally } from './counting/tally.js';
import { TallyContext } from './hooks.js';
import { forgetLost } from './own.js';
import './styles/tokens.css';
import './styles/base.css';
import { loadWords, words } from './words/words.js';

const root = createRoot(document.getElementById('app')!);

function start(): void {
  Promise.all([loadConfig(), loadWords()]).then(
    ([config]) => {
      const tally: Tally = new Tally({ ...config, onOutcome: (outcome) => forgetLost(tally, outcome) });
      tally.client.prepare();
      root.render(
        <TallyContext value={tally}>
          <App />
        </TallyContext>,
      );
    },
    (cause: unknown) => {
      root.render(
        <main className="page">
          <div className="empty" role="alert">
            <h1>{words.startFailedHead}</h1>
            <p>{cause instanceof Error ? cause.message : String(cause)}</p>
            <button type="button" className="action action-main" onClick={start}>
              {words.tryAgain}
            </button>
          </div>
        </main>,
      );
    },
  );
}

start();
