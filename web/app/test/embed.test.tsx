import { act, cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { Embed, linesOf } from '../src/counter/Embed.js';
import { testPage } from './test-page.js';

afterEach(cleanup);

/** Opens the dialog. Returns its script, which the test loads. */
async function open() {
  const append = vi.spyOn(document.head, 'append').mockImplementation(() => {});
  testPage().show(<Embed id="likes" />);
  fireEvent.click(screen.getByTestId('embed'));
  await vi.waitFor(() => expect(append).toHaveBeenCalledOnce());
  return append.mock.calls[0]![0] as HTMLScriptElement;
}

test('lines_counter_areTheScriptAndTheElement', () => {
  const script = new URL('./tally.js', window.location.href).href;
  expect(linesOf('likes')).toBe(
    `<script type="module" src="${script}"></script>\n<tally-button counter="likes"></tally-button>`,
  );
});

test('preview_serverHasTheScript_isTheButton', async () => {
  const script = await open();
  await act(async () => script.onload?.({} as Event));
  expect(screen.getByTestId('embed-preview').querySelector('tally-button')?.getAttribute('counter')).toBe('likes');
});

test('preview_serverHasNoScript_isANote', async () => {
  const script = await open();
  await act(async () => void (script.onerror as () => void)());
  expect(screen.getByTestId('embed-preview').textContent).toBe('This server has no tally.js, so there is no preview.');
});
