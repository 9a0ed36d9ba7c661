// Builds dist/<name>.html from posts/<name>.md. It knows titles and paragraphs only.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

mkdirSync(new URL('dist', import.meta.url), { recursive: true });
for (const file of readdirSync(new URL('posts', import.meta.url))) {
  const slug = file.replace('.md', '');
  const [title, ...paragraphs] = read(`posts/${file}`).trim().replace('# ', '').split('\n\n').map(escape);
  const page = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>${title}</title></head>
  <body>
    <h1>${title}</h1>
    ${paragraphs.map((text) => `<p>${text}</p>`).join('\n    ')}
    ${read('includes/button.html').replaceAll('{{ slug }}', slug)}
  </body>
</html>
`;
  writeFileSync(new URL(`dist/${slug}.html`, import.meta.url), page);
}
