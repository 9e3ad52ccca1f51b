import type { SeriesIdentity } from '../collector.ts'
import { histogramQuantile } from '../histogram-quantile.ts'
import { grownBetween, QUANTILES, type HistogramPoint } from '../histogram-series.ts'
import { OTHERWISE } from './number-cell.ts'
import type { SeriesStore } from './series-store.ts'

/** Makes quantiles of a histogram whose points come in their order, each of what was observed since the one before. */
export class HistogramTrack {
  private readonly store: SeriesStore
  private identity: SeriesIdentity
  private readonly isDelta: boolean
  private series: readonly number[] | undefined
  private previous: HistogramPoint | undefined
  private points = 0

  constructor(store: SeriesStore, { identity, isDelta }: { readonly identity: SeriesIdentity; readonly isDelta: boolean }) {
    this.store = store
    this.identity = identity
    this.isDelta = isDelta
  }

  add(point: HistogramPoint): void {
    this.points += 1
    if (this.isDelta) this.tell(point)
    else if (this.previous !== undefined) this.tell(grownBetween(this.previous, point))
    this.previous = point
  }

  /** Says what the histogram is called that was read before that was known. */
  rename(identity: SeriesIdentity): void {
    this.identity = identity
    for (const [at, series] of (this.series ?? []).entries()) this.store.rename(series, quantileOf(identity, QUANTILES[at]!))
  }

  /** A single point is told as it is. */
  end(): void {
    if (this.points === 1 && this.previous !== undefined && !this.isDelta) this.tell(this.previous)
  }

  private tell({ time, line, buckets }: HistogramPoint): void {
    for (const [at, share] of QUANTILES.entries()) {
      const value = histogramQuantile(buckets, share)
      if (value === undefined || !Number.isFinite(value)) continue
      this.series ??= QUANTILES.map((own) => this.store.open(quantileOf(this.identity, own)))
      this.store.add(this.series[at] ?? -1, time, value, line, OTHERWISE)
    }
  }
}

const quantileOf = (identity: SeriesIdentity, share: number): SeriesIdentity => ({
  ...identity,
  name: `${identity.name}_p${share * 100}`,
})
