import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { renderToString } from 'react-dom/server';
import { page } from './src/page.js';

// The script, and the parts of it that load on demand.
const files = new Map(
  readdirSync(new URL('dist/', import.meta.url)).map((name) => [
    `/${name}`,
    readFileSync(new URL(`dist/${name}`, import.meta.url)),
  ]),
);

const html = () => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>A rendered page</title></head>
  <body>
    <h1>A rendered page</h1>
    <div id="root">${renderToString(page)}</div>
    <script type="module" src="/browser.js"></script>
  </body>
</html>
`;

const server = createServer((request, response) => {
  const file = files.get(request.url);
  if (file !== undefined) {
    response.setHeader('Content-Type', 'text/javascript').end(file);
  } else {
    response.setHeader('Content-Type', 'text/html').end(html());
  }
});
server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
