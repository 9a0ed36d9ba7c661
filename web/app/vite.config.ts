import { readFileSync, writeFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The URL of the running local stack that `npm run dev` uses. */
const stack = process.env['TALLY_HTTP_URL'] ?? 'http://localhost:8080';

/**
 * Writes `404.html`, a copy of the page for unknown paths. The addresses of its files are relative to the root, because
 * the path may be in any directory.
 */
function notFoundPage(): Plugin {
  return {
    name: 'not-found-page',
    apply: 'build',
    writeBundle({ dir }) {
      writeFileSync(`${dir}/404.html`, readFileSync(`${dir}/index.html`, 'utf8').replaceAll('"./', '"/'));
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [notFoundPage()],
  build: {
    target: 'es2022',
    // The page's content security policy forbids data: URLs.
    assetsInlineLimit: 0,
    // On a busy machine it would advise to look for a slow plugin.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    proxy: {
      '/v1': stack,
      '/ws': { target: stack, ws: true },
    },
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    // happy-dom cannot animate.
    environmentOptions: { happyDOM: { settings: { device: { prefersReducedMotion: 'reduce' } } } },
    restoreMocks: true,
    setupFiles: ['test/timeouts.ts'],
    testTimeout: 60_000,
  },
});
