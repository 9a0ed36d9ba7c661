import { useEffect, useRef, useState } from 'preact/compat';
import { ROOT } from '../routes.js';
import { words } from '../words/words.js';
import { CopyButton } from './ShareLink.js';

const TAG = 'tally-button';

/** Returns the address of the button's script. */
const scriptUrl = (): string => new URL(`${ROOT}tally.js`, window.location.href).href;

/** Returns the lines that add a counter to any page. */
export function linesOf(id: string): string {
  return `<script type="module" src="${scriptUrl()}"></script>\n<${TAG} counter="${id}"></${TAG}>`;
}

/** Loads the button's script once. Rejects if the server has none. */
function loadButton(): Promise<void> {
  if (customElements.get(TAG) !== undefined) {
    return Promise.resolve();
  }
  return new Promise((loaded, failed) => {
    const script = document.createElement('script');
    script.type = 'module';
    script.src = scriptUrl();
    script.onload = () => loaded();
    script.onerror = () => {
      script.remove();
      failed(new Error(`cannot load ${script.src}`));
    };
    document.head.append(script);
  });
}

/** The button as other pages show it, from the script of this server. */
function Preview({ id }: { readonly id: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    const button = document.createElement(TAG);
    button.setAttribute('counter', id);
    let wanted = true;
    loadButton().then(
      () => wanted && place.current?.append(button),
      () => wanted && setMissing(true),
    );
    return () => {
      wanted = false;
      button.remove();
    };
  }, [id]);
  return (
    <div className="embed-preview" ref={place} data-testid="embed-preview">
      {missing && <p>{words.previewMissing}</p>}
    </div>
  );
}

/** A button that shows how to add the counter to another page, with the result. */
export function Embed({ id }: { readonly id: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState(false);
  const open = () => {
    setOpened(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" className="action" data-testid="embed" onClick={open}>
        {words.embed}
      </button>
      <dialog className="sheet embed" ref={dialog} aria-labelledby="embed-title" onClose={() => setOpened(false)}>
        <h2 id="embed-title">{words.embedHead}</h2>
        <p>{words.embedText}</p>
        <pre data-testid="embed-lines">{linesOf(id)}</pre>
        <CopyButton
          text={() => linesOf(id)}
          label={words.copyLines}
          copied={words.linesCopied}
          byHand={words.copyLinesByHand}
          testId="embed-copy"
        />
        <h3>{words.preview}</h3>
        {opened && <Preview id={id} />}
        <div className="sheet-actions">
          <button type="button" className="action action-main" onClick={() => dialog.current?.close()}>
            {words.close}
          </button>
        </div>
      </dialog>
    </>
  );
}
