import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vitest/config';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** Writes `tally.js` also under a name that never gets another content, and that name with its hash to `tally.json`. */
const versioned: Plugin = {
  name: 'versioned',
  generateBundle(_, bundle) {
    const script = bundle['tally.js'];
    if (script?.type !== 'chunk' || Object.keys(bundle).length !== 1) {
      throw new Error(`the build must consist of tally.js alone, not of ${Object.keys(bundle).join(', ')}`);
    }
    const hash = createHash('sha384').update(script.code).digest();
    const fileName = `tally-${version}-${hash.toString('hex').slice(0, 12)}.js`;
    this.emitFile({ type: 'asset', fileName, source: script.code });
    const integrity = `sha384-${hash.toString('base64')}`;
    this.emitFile({
      type: 'asset',
      fileName: 'tally.json',
      source: `${JSON.stringify({ file: fileName, integrity })}\n`,
    });
  },
};

export default defineConfig({
  plugins: [versioned],
  build: {
    target: 'es2022',
    outDir: 'dist/site',
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/tally.ts',
      output: { entryFileNames: 'tally.js' },
      // On a busy machine it would advise to look for a slow plugin.
      checks: { bundlerTimings: false },
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'happy-dom',
    restoreMocks: true,
  },
});
