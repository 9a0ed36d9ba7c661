const SVG = 'http://www.w3.org/2000/svg';

/** The paths of the icons. */
export const PATHS = {
  heart: 'M12 20.5 4.3 12.8a5 5 0 0 1 7-7.1l.7.7.7-.7a5 5 0 0 1 7 7.1Z',
  thumb:
    'M7 10.5v9.5H3.5v-9.5ZM7 10.5l3.6-7a2.2 2.2 0 0 1 2.9 2.6L12.7 9.5h5.6a2 2 0 0 1 2 2.4l-1.3 6.5a2 2 0 0 1-2 1.6H7',
  star: 'm12 3 2.8 5.7 6.2.9-4.5 4.4 1.1 6.2-5.6-2.9-5.6 2.9 1.1-6.2L3 9.6l6.2-.9Z',
  // Its path is in the part for votes.
  clap: '',
  plus: 'M12 4.5v15M4.5 12h15',
} as const;

/** The name of an icon. */
export type Icon = keyof typeof PATHS;

/** Returns the icon of a name, the heart for an unknown name. */
export function iconOf(name: string): Icon {
  return Object.hasOwn(PATHS, name) ? (name as Icon) : 'heart';
}

/** Draws a path as an icon. It needs no markup in text, which Trusted Types would forbid. */
export function drawIcon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('part', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
