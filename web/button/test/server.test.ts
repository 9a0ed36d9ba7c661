// @vitest-environment node
import { expect, it } from 'vitest';

it('the package can be imported on a server, where it defines nothing', async () => {
  expect('HTMLElement' in globalThis).toBe(false);
  const { TallyButton } = await import('../src/index.js');
  expect(TallyButton.observedAttributes).toContain('counter');
});
