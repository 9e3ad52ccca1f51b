import type { MetricSeries } from './series.ts'

export type Sample = MetricSeries['samples'][number]
export type SeriesIdentity = {
  readonly name: string
  readonly unit?: string
  readonly heading?: { readonly line: number; readonly text: string }
  readonly attributes: Readonly<Record<string, string>>
}

/** Gathers samples by name and attributes; samples without a value are left out. */
export function createCollector(maxSamples = 500_000) {
  const found = new Map<string, { identity: SeriesIdentity; samples: Sample[] }>()
  let total = 0
  return {
    add(identity: SeriesIdentity, sample: Sample): void {
      if (!Number.isFinite(sample.value) || (total += 1) > maxSamples) return
      const key = `${identity.name}\u0000${JSON.stringify(identity.attributes)}`
      const entry = found.get(key)
      if (entry) entry.samples.push(sample)
      else found.set(key, { identity, samples: [sample] })
    },
    /** In the order in which they first appeared, samples sorted by time. */
    series(): MetricSeries[] {
      return [...found.values()].map(({ identity, samples }) => ({
        ...identity,
        samples: samples.sort((a, b) => a.time - b.time || a.line - b.line),
      }))
    },
  }
}
