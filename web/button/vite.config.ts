import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };
const loader = new URL('src/parts.ts', import.meta.url).pathname;

/** The names of the parts that the script loads on demand. */
const parts: string[] = [];

/** Returns the name that never gets another content, and the hash for `integrity`. */
function named(
  prefix: string,
  code: string,
  algorithm: string,
): { readonly fileName: string; readonly integrity: string } {
  const hash = createHash(algorithm).update(code).digest();
  return {
    fileName: `${prefix}-${hash.toString('hex').slice(0, 12)}.js`,
    integrity: `${algorithm}-${hash.toString('base64')}`,
  };
}

/** The settings for a script without imports of other files. */
const settings = (input: string, entryFileNames: string) => ({
  target: 'es2022',
  modulePreload: false as const,
  rolldownOptions: {
    input,
    preserveEntrySignatures: 'strict' as const,
    output: { entryFileNames },
    // On a busy machine it would advise to look for a slow plugin.
    checks: { bundlerTimings: false },
  },
});

/** Removes the superfluous characters of style sheets. */
const compactStyles: Plugin = {
  name: 'compact-styles',
  apply: 'build',
  transform: (code) =>
    code.replace(/CSS = `[^`]+`/, (css) =>
      css.replace(/\s*\n\s*/g, '').replace(/(?<=[:,{;]) | (?=[{}])|;(?=})|\b0(?=\.)/g, ''),
    ),
};

/**
 * Writes each module that is imported on demand as a part, under a name of its content. The script gets the name and
 * the hash in the place of `import()`. A part contains copies of the modules that it shares with the script. An import
 * of the script would load it twice, because the script has two names.
 */
const onDemand: Plugin = {
  name: 'on-demand',
  apply: 'build',
  async transform(code, id) {
    let loads = code;
    for (const [call, path] of code.matchAll(/\bimport\(['"](\.[^'"]+)['"]\)/g)) {
      const part = await this.resolve(path!, id);
      const built = await build({
        configFile: false,
        logLevel: 'warn',
        plugins: [compactStyles],
        build: { write: false, ...settings(part!.id, '[name].js') },
      });
      const chunks = (built as { output: Array<{ code?: string }> }).output;
      if (chunks.length !== 1) {
        throw new Error(`the part ${path} must be one file`);
      }
      const source = chunks[0]!.code!;
      const { fileName, integrity } = named(`tally-${version}-${basename(path!, '.js')}`, source, 'sha256');
      this.emitFile({ type: 'asset', fileName, source });
      parts.push(fileName);
      loads = loads.replace(call, `__load('${fileName}', '${integrity}')`);
    }
    return loads === code ? null : `import { load as __load } from ${JSON.stringify(loader)};\n${loads}`;
  },
};

/** Writes `tally.js` also under a name that never gets another content, and all names with its hash to `tally.json`. */
const versioned: Plugin = {
  name: 'versioned',
  apply: 'build',
  generateBundle(_, bundle) {
    const script = bundle['tally.js'];
    const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
    if (script?.type !== 'chunk' || chunks.length !== 1) {
      throw new Error(`the script must be tally.js alone, not ${Object.keys(bundle).join(', ')}`);
    }
    const { fileName, integrity } = named(`tally-${version}`, script.code, 'sha384');
    this.emitFile({ type: 'asset', fileName, source: script.code });
    this.emitFile({
      type: 'asset',
      fileName: 'tally.json',
      source: `${JSON.stringify({ file: fileName, integrity, parts: parts.sort() })}\n`,
    });
  },
};

export default defineConfig({
  plugins: [compactStyles, onDemand, versioned],
  build: { outDir: 'dist/site', emptyOutDir: true, ...settings('src/tally.ts', 'tally.js') },
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'happy-dom',
    restoreMocks: true,
  },
});
