const parts = new Map<string, Promise<unknown>>();
let failures = 0;

/**
 * Loads a part of the script with exactly this content. The build puts the calls in the place of `import()`, because
 * the integrity of a script covers no imports.
 *
 * The browser checks the hash of a preload, and imports the checked module under the same URL. It may remember a
 * failure by its URL, so the URL of the next attempt differs. A browser without `modulepreload` imports the module
 * without a check.
 */
export function load(file: string, integrity: string): Promise<unknown> {
  let part = parts.get(file);
  if (part === undefined) {
    part = new Promise((resolve, reject) => {
      const link = document.createElement('link');
      const { href } = new URL(file + (failures > 0 ? `?${failures}` : ''), import.meta.url);
      if (!link.relList.supports('modulepreload')) {
        resolve(import(/* @vite-ignore */ href));
        return;
      }
      link.onload = () => resolve(import(/* @vite-ignore */ href));
      link.onerror = () => reject(new Error(`${href} is missing or has another content`));
      Object.assign(link, { rel: 'modulepreload', href, integrity, crossOrigin: 'anonymous' });
      document.head.append(link);
    });
    parts.set(file, part);
    part.catch(() => {
      failures++;
      parts.delete(file);
    });
  }
  return part;
}
