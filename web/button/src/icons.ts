const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  heart: 'M12 20.5 4.3 12.8a5 5 0 0 1 7-7.1l.7.7.7-.7a5 5 0 0 1 7 7.1Z',
  thumb:
    'M7 10.5v9.5H3.5v-9.5ZM7 10.5l3.6-7a2.2 2.2 0 0 1 2.9 2.6L12.7 9.5h5.6a2 2 0 0 1 2 2.4l-1.3 6.5a2 2 0 0 1-2 1.6H7',
  star: 'm12 3 2.8 5.7 6.2.9-4.5 4.4 1.1 6.2-5.6-2.9-5.6 2.9 1.1-6.2L3 9.6l6.2-.9Z',
  clap: 'M9.8 20.2a5.6 5.6 0 0 1-5-3L2.7 13a1.4 1.4 0 0 1 2.4-1.4l1.2 1.7-2-6.2a1.4 1.4 0 0 1 2.6-.9l1.6 4.2-.9-5.9a1.4 1.4 0 0 1 2.7-.5l1.2 5.6.2-4.6a1.4 1.4 0 0 1 2.8 0l.3 8.2a6.6 6.6 0 0 1-5 7ZM17 4.5l1.2-2M19.5 7.5l2-1M19.8 11h2',
  plus: 'M12 4.5v15M4.5 12h15',
  up: 'M12 20V5M5.5 11.5 12 5l6.5 6.5',
  down: 'M12 4v15M5.5 12.5 12 19l6.5-6.5',
} as const;

/** The name of an icon. */
export type Icon = keyof typeof PATHS;

/** Returns the icon of a name, the heart for an unknown name. */
export function iconOf(name: string | null): Icon {
  return name !== null && Object.hasOwn(PATHS, name) ? (name as Icon) : 'heart';
}

/** Draws an icon. It needs no markup in text, which Trusted Types would forbid. */
export function drawIcon(icon: Icon): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('part', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[icon]);
  svg.append(path);
  return svg;
}
