import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => document.head.replaceChildren());

/** Returns the preloads on the page. */
const preloads = () => [...document.head.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')];

describe('a part', () => {
  it('is preloaded with its hash beside the script, once, and under another URL after a failure', async () => {
    vi.resetModules();
    const { load } = await import('../src/parts.js');
    const first = load('part-1a2b.js', 'sha256-x');
    expect(load('part-1a2b.js', 'sha256-x')).toBe(first);
    const [preload] = preloads();
    expect(preloads()).toHaveLength(1);
    expect(preload).toMatchObject({ integrity: 'sha256-x', crossOrigin: 'anonymous' });
    expect(preload!.href).toMatch(/\/src\/part-1a2b\.js$/);

    preload!.onerror!(new Event('error'));
    await expect(first).rejects.toThrow('part-1a2b.js is missing or has another content');

    void load('part-1a2b.js', 'sha256-x').catch(() => {});
    expect(preloads()[1]!.href).toMatch(/part-1a2b\.js\?1$/);
  });

  it('is imported without a preload where the browser has none', async () => {
    vi.resetModules();
    const { load } = await import('../src/parts.js');
    vi.spyOn(Object.getPrototypeOf(document.body.classList) as DOMTokenList, 'supports').mockReturnValue(false);
    await expect(load('motion.js', 'sha256-x')).resolves.toHaveProperty('isStill');
    expect(preloads()).toEqual([]);
  });
});
