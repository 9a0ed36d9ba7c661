import { lazySheet } from './sheets.js';

/**
 * The style of the button. It is a constructed style sheet, which no content security policy forbids.
 *
 * Sizes are in em, so the button follows the text of the page. The count reserves its width, so it moves nothing. A
 * group has the place of its two buttons before the part with them is loaded.
 */
const CSS = `
:host {
  --ink: var(--tally-color, light-dark(#211a14, #f6ecdf));
  --soft: light-dark(#635647, #b8a898);
  --accent: var(--tally-accent, light-dark(#c8371b, #f0603d));
  --line: var(--tally-border, light-dark(#dccfb9, #3b322a));
  display: inline-block;
  position: relative;
  box-sizing: border-box;
  min-block-size: 2.75em;
  vertical-align: middle;
  font-weight: 600;
  line-height: 1.25;
}
:host([hidden]) { display: none }
:host([theme='light']) { color-scheme: light }
:host([theme='dark']) { color-scheme: dark }
* { box-sizing: border-box }
[part~='button'] {
  position: relative;
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 0.4em;
  inline-size: 100%;
  block-size: 100%;
  min-block-size: inherit;
  margin: 0;
  padding: 0.4em 1em;
  border: 1px solid var(--line);
  border-radius: var(--tally-radius, 999px);
  background: var(--tally-background, light-dark(#fffaf1, #211c17));
  color: var(--ink);
  font: inherit;
  white-space: nowrap;
  user-select: none;
}
button {
  cursor: pointer;
  touch-action: manipulation;
  -webkit-tap-highlight-color: transparent;
}
button:hover { border-color: var(--accent) }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
[part~='icon'] {
  flex: none;
  inline-size: 1.35em;
  block-size: 1.35em;
  color: var(--accent);
  fill: none;
  stroke: currentColor;
  stroke-width: 1.8;
  stroke-linecap: round;
  stroke-linejoin: round;
}
[part~='pressed'] [part~='icon'] { fill: currentColor }
[role='group'] { padding-inline: 3.15em }
[part~='label'] { overflow: hidden; text-overflow: ellipsis }
[part~='label']:empty { display: none }
[part~='count'] {
  min-inline-size: var(--tally-count-width, 5ch);
  text-align: center;
  unicode-bidi: plaintext;
  font-variant-numeric: tabular-nums lining-nums;
}
[part~='loading'] [part~='count'], [part~='failed'] { color: var(--soft) }
[part~='waiting'], [part~='failed'] { border-style: dashed }
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
@media (prefers-reduced-motion: no-preference) {
  button { transition: border-color 0.15s, transform 0.1s }
  button:active { transform: scale(0.97) }
}
@media (forced-colors: active) {
  [part~='button'] { border-color: ButtonBorder }
  button:focus-visible { outline-color: Highlight }
  [part~='icon'] { color: ButtonText }
  [part~='pressed'] [part~='icon'] { color: Highlight }
}
`;

/** Returns the style sheet, one for all buttons. */
export const styles = lazySheet(CSS);
