import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { loadConfig } from './config.js';
import { Tally } from './counting/tally.js';
import { TallyContext } from './hooks.js';
import './styles/tokens.css';
import './styles/base.css';

const root = createRoot(document.getElementById('app')!);

function start(): void {
  loadConfig().then(
    (config) => {
      root.render(
        <TallyContext value={new Tally(config)}>
          <App />
        </TallyContext>,
      );
    },
    (cause: unknown) => {
      root.render(
        <main className="page">
          <div className="empty" role="alert">
            <h1>Tally cannot start</h1>
            <p>{cause instanceof Error ? cause.message : String(cause)}</p>
            <button type="button" className="action action-main" onClick={start}>
              Try again
            </button>
          </div>
        </main>,
      );
    },
  );
}

start();
