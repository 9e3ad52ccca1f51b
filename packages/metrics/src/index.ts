export type { MetricSeries } from './series.ts'
