import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { TallyClient } from '../src/index.js';
import { TallyProvider, useCounter } from '../src/react.js';

function Likes() {
  const { count = '–', pending, viewers, windows, status } = useCounter('likes');
  return createElement('output', null, JSON.stringify({ count, pending, viewers, windows, status }));
}

test('useCounter_onAServerWithoutAWindow_rendersThePlaceholder', () => {
  expect(globalThis).not.toHaveProperty('window');
  const errors = vi.spyOn(console, 'error');
  const client = new TallyClient({ httpUrl: '' });
  const html = renderToString(createElement(TallyProvider, { client }, createElement(Likes)));
  expect(html).toBe(
    `<output>${JSON.stringify({ count: '–', pending: 0, status: 'connecting' }).replaceAll('"', '&quot;')}</output>`,
  );
  expect(errors).not.toHaveBeenCalled();
  client.close();
});
