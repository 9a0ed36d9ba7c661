// @vitest-environment node
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

/** The limit of the script, compressed with `gzip -9`. */
const MAX_BYTES = 12_000;

// The build in dist/, which Maven makes before the tests.
const SITE = new URL('../dist/site/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, SITE), 'utf8');
const hashOf = (code: string, algorithm: string) => createHash(algorithm).update(code).digest();

describe('the built script', () => {
  const script = read('tally.js');
  const { file, integrity, parts } = JSON.parse(read('tally.json')) as Record<'file' | 'integrity', string> & {
    parts: string[];
  };

  it('is below 12 KB, compressed', () => {
    expect(gzipSync(script, { level: 9 }).length).toBeLessThan(MAX_BYTES);
  });

  it('has a versioned name with its hash', () => {
    expect(read(file)).toBe(script);
    expect(integrity).toBe(`sha384-${hashOf(script, 'sha384').toString('base64')}`);
  });

  it('contains the name and the hash of each part', () => {
    expect(parts.map((part) => part.replace(/^tally-.*-([a-z]+)-[0-9a-f]{12}\.js$/, '$1'))).toEqual([
      'effects',
      'german',
      'sending',
      'voters',
      'votes',
    ]);
    for (const part of parts) {
      const hash = hashOf(read(part), 'sha256');
      expect(part).toContain(`-${hash.toString('hex').slice(0, 12)}.js`);
      expect(script).toContain(part);
      expect(script).toContain(`sha256-${hash.toString('base64')}`);
    }
    expect(readdirSync(SITE).sort()).toEqual([...parts, file, 'tally.js', 'tally.json'].sort());
  });

  it('and its parts import no further files, which no hash would cover', () => {
    for (const name of ['tally.js', ...parts]) {
      expect(read(name).match(/(^|[;}])import\s*[\w{*"'`]|\bimport\(["'`]/)).toBeNull();
    }
  });
});
