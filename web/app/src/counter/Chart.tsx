import type { History } from '@tally/client';
import { useEffect, useRef } from 'preact/compat';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatClock, formatCompact, formatNumber, formatSigned } from '../format.js';
import { words } from '../words/words.js';

const ascending = (one: number, other: number): number => one - other;

const HEIGHT = 320;

function dataOf({ windows }: History): uPlot.AlignedData {
  return [windows.map(({ start }) => Date.parse(start) / 1000), windows.map(({ sum }) => sum)];
}

/** Returns the range of the time axis, with room for half a bar at either end. */
function padded(times: ArrayLike<number>, low: number, high: number): [number, number] {
  const half = times.length > 1 ? (times[1]! - times[0]!) / 2 : 30;
  return [low - half, high + half];
}

/** Returns a colour of the page in a form that the canvas accepts. */
function colour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function options(width: number): uPlot.Options {
  const ink = colour('--ink-soft');
  const line = colour('--line');
  const axis: uPlot.Axis = {
    stroke: ink,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    font: '12px system-ui',
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { range: (plot, low, high) => padded(plot.data[0], low, high) },
      y: { range: (_, low, high) => [Math.min(0, low), Math.max(1, high * 1.08)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        values: (_, times) => times.map((time) => formatClock(time * 1000)),
      },
      {
        ...axis,
        size: 56,
        incrs: [1, 2, 5]
          .flatMap((digit) => Array.from({ length: 13 }, (_, zeros) => digit * 10 ** zeros))
          .sort(ascending),
        values: (_, sums) => sums.map(formatCompact),
      },
    ],
    series: [
      {},
      {
        fill: colour('--accent'),
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars!({ size: [0.72, 40], radius: 0.15 }),
      },
    ],
  };
}

export interface ChartProps {
  readonly history: History;
}

/** A bar chart of the sums of a counter's windows, in the page's colours and the available width. */
export default function Chart({ history }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(history);

  useEffect(() => {
    latest.current = history;
    plot.current?.setData(dataOf(history));
  }, [history]);

  useEffect(() => {
    const element = place.current!;
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(element.clientWidth), dataOf(latest.current), element);
    };
    draw();
    const resized = new ResizeObserver(([entry]) =>
      plot.current?.setSize({ width: entry!.contentRect.width, height: HEIGHT }),
    );
    resized.observe(element);
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, []);

  const sum = history.windows.reduce((all, window) => all + window.sum, 0);
  return (
    <div
      className="chart"
      ref={place}
      role="img"
      data-testid="chart"
      aria-label={words.chartLabel(
        formatNumber(history.windows.length),
        formatNumber(parseInt(history.resolution)),
        formatSigned(sum),
      )}
    />
  );
}
