// The table of metrics in docs/observability.md, computed from the class in src/observability/metrics.ts.

/** Returns the page with its table of all metrics. */
export function metricsPage(Metrics, page) {
  const metrics = new Metrics();
  // Some gauges exist only if what they watch does. Nothing is read before a scrape.
  for (const name of Object.getOwnPropertyNames(Metrics.prototype)) {
    if (/^watch[A-Z]/.test(name)) metrics[name](() => []);
  }
  for (const [name] of Metrics.GAUGES) metrics.watch(name, () => 0);
  const rows = metrics.registry
    .getMetricsAsArray()
    .map(({ name, type, labelNames = [], help }) => {
      const labels = labelNames.map((label) => `\`${label}\``).join(', ');
      return [`\`${name}\``, type, labels, help.endsWith('.') ? help : `${help}.`];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return page.replace(/^\| metric +\| type[^]*?\n(?=\n)/m, () => table(['metric', 'type', 'labels', 'meaning'], rows));
}

function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |\n`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}
