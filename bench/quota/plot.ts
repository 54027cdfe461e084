/** Completion times of the calls of one contender. */
export interface Line {
  readonly name: string;
  readonly doneAtSeconds: readonly number[];
}

const [WIDTH, HEIGHT] = [820, 400];
const PLOT = { left: 64, top: 24, right: 620, bottom: 340 };
const TICKS = 5;
/** Distinguishable in light and dark mode, and with color vision deficiency. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999999', '#7e57c2'];
/** Dash pattern once all colors are in use. */
const DASHES = ['', ' stroke-dasharray="6 3"'];
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #333 }
    .axis { stroke: #888; fill: none }
    .grid { stroke: #8884 }
    @media (prefers-color-scheme: dark) { text { fill: #ddd } }`;

/** Draws completed calls over time as an SVG, readable in light and dark mode. */
export function plotOf(lines: readonly Line[], calls: number): string {
  const seconds = roundedUp(Math.max(...lines.flatMap(({ doneAtSeconds }) => doneAtSeconds)));
  const x = (second: number): number => PLOT.left + (second / seconds) * (PLOT.right - PLOT.left);
  const y = (count: number): number => PLOT.bottom - (count / calls) * (PLOT.bottom - PLOT.top);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
  <title>Calls done over time after a burst of ${calls} calls</title>
  <style>${STYLE}
  </style>
${[...ticks(seconds).map((tick) => xTick(tick, x(tick))), ...ticks(calls).map((tick) => yTick(tick, y(tick)))].join('\n')}
  <path class="axis" d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}"/>
  <text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 16}" text-anchor="middle">seconds since the burst</text>
  <text transform="translate(16 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)" text-anchor="middle">calls done</text>
${lines.map((line, index) => drawn(line, index, x, y)).join('\n')}
</svg>
`;
}

function ticks(largest: number): number[] {
  return Array.from({ length: TICKS + 1 }, (_, index) => (largest / TICKS) * index);
}

function roundedUp(seconds: number): number {
  const step = seconds > 100 ? 50 : 5;
  return Math.max(step, Math.ceil(seconds / step) * step);
}

function xTick(tick: number, x: number): string {
  return `  <text x="${x}" y="${PLOT.bottom + 20}" text-anchor="middle">${tick}</text>`;
}

function yTick(tick: number, y: number): string {
  return `  <path class="grid" d="M${PLOT.left} ${y}H${PLOT.right}"/><text x="${PLOT.left - 8}" y="${y + 4}" text-anchor="end">${tick}</text>`;
}

type Scale = (value: number) => number;

function drawn({ name, doneAtSeconds }: Line, index: number, x: Scale, y: Scale): string {
  const colour = COLOURS[index % COLOURS.length] ?? 'currentColor';
  const dash = DASHES[Math.floor(index / COLOURS.length)] ?? '';
  const steps = doneAtSeconds
    .toSorted((a, b) => a - b)
    .map((second, count) => `H${x(second).toFixed(1)}V${y(count + 1).toFixed(1)}`);
  const labelY = PLOT.top + 12 + index * 22;
  return [
    `  <path fill="none" stroke="${colour}" stroke-width="2"${dash} d="M${x(0)} ${y(0)}${steps.join('')}H${PLOT.right}"/>`,
    `  <path stroke="${colour}" stroke-width="3"${dash} d="M${PLOT.right + 12} ${labelY}h18"/>`,
    `  <text x="${PLOT.right + 36}" y="${labelY + 4}">${name}</text>`,
  ].join('\n');
}
