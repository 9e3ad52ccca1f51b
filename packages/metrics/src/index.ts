export { readSeries } from './read-series.ts'
export type { MetricSeries } from './series.ts'
