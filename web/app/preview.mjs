// Draws the pictures in public/: the link preview and the icons. Usage: node preview.mjs (requires Chromium on the PATH)
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const MARK = `<g stroke="#fff7ec" stroke-width="2.6" stroke-linecap="round" fill="none">
  <path d="M9 8v16M13.7 8v16M18.3 8v16M23 8v16M6 21 26 11"/></g>`;

/** Returns the icon without rounded corners, because systems cut the corners themselves. */
const icon = (size) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="${size}" height="${size}">
  <rect width="32" height="32" fill="#c8371b"/><g transform="translate(16 16) scale(0.78) translate(-16 -16)">${MARK}</g></svg>`;

const strokes = Array.from({ length: 26 }, (_, index) => {
  const angle = (index / 26) * 360 + ((index * 37) % 11);
  if (angle > 240 && angle < 290) {
    return ''; // The place of the text.
  }
  const out = 236 + ((index * 53) % 60);
  const colour = ['#c8371b', '#1c6f77', '#211a14'][index % 3];
  return `<rect x="-4" y="${-out - 34}" width="8" height="34" rx="4" fill="${colour}" opacity="${0.35 + ((index * 29) % 60) / 100}" transform="rotate(${angle})"/>`;
}).join('');

const preview = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" font-family="DejaVu Sans, sans-serif">
  <defs><radialGradient id="face" cx="0.5" cy="0.12" r="0.62">
    <stop offset="0" stop-color="#d4593d"/><stop offset="1" stop-color="#c8371b"/></radialGradient></defs>
  <rect width="1200" height="630" fill="#f5efe4"/>
  <g transform="translate(72 76) scale(2)"><rect width="32" height="32" rx="8" fill="#c8371b"/>${MARK}</g>
  <text x="156" y="124" font-size="44" font-weight="700" fill="#211a14">Tally</text>
  <text x="72" y="326" font-size="72" font-weight="700" fill="#211a14">One button.</text>
  <text x="72" y="412" font-size="60" font-weight="700" fill="#ad2d14">Everyone counts.</text>
  <text x="72" y="492" font-size="30" fill="#635647">Press it, and every screen counts along.</text>
  <g transform="translate(930 315)">${strokes}
    <circle r="212" cy="10" fill="#ebe2d2"/><circle r="196" cy="18" fill="#8f2410"/><circle r="196" fill="url(#face)"/>
    <text y="22" font-size="112" font-weight="700" fill="#fff7ec" text-anchor="middle" letter-spacing="-4">1,285</text>
    <text y="92" font-size="28" font-weight="700" fill="#fff7ec" text-anchor="middle" letter-spacing="4">PRESS</text>
  </g></svg>`;

const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const [file, svg, width, height] of [
  ['preview.png', preview, 1200, 630],
  ['touch-icon.png', icon(180), 180, 180],
  ['icon.png', icon(512), 512, 512],
]) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  await page.screenshot({ path: `public/${file}` });
  await page.close();
}
await browser.close();
