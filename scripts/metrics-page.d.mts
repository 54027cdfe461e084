export function metricsPage(Metrics: new () => object, page: string): string;
