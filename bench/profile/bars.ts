/** A named duration in microseconds. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

const [WIDTH, LEFT, RIGHT, TOP, STEP] = [760, 270, 70, 40, 26];

/** A horizontal bar chart as SVG. */
export function barsOf(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ name, value }, index) => {
    const y = TOP + index * STEP;
    const width = (value / most) * (WIDTH - LEFT - RIGHT);
    return [
      `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${name}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${STEP - 6}" fill="#3b6ea8"/>`,
      `<text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 15}">${Math.round(value)} µs</text>`,
    ].join('\n');
  });
  const height = TOP + bars.length * STEP + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-weight="bold">${title}</text>`,
    ...rows,
    '</svg>\n',
  ].join('\n');
}
