import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** The URL of the running local stack that `npm run dev` uses. */
const stack = process.env['TALLY_HTTP_URL'] ?? 'http://localhost:8080';

export default defineConfig({
  base: './',
  plugins: [react()],
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
