import type { SyntaxFault } from '@faultmaven/config'
import type { MetricSeries, Sample } from './series.ts'

export type SeriesIdentity = {
  readonly name: string
  readonly unit?: string
  readonly heading?: { readonly line: number; readonly text: string }
  readonly attributes: Readonly<Record<string, string>>
}

/** The `text` of a sample whose value was read from `written`. */
export const asWritten = (value: number, written: string | undefined): { readonly text?: string } =>
  written === undefined || written === String(value) ? {} : { text: written }

/** Gathers samples by name and attributes; samples without a value are left out. */
export function createCollector(maxSamples = 500_000) {
  const found = new Map<string, { identity: SeriesIdentity; samples: Sample[] }>()
  let total = 0
  let firstLeft: number | undefined
  /** Samples of a row have their attributes in common. */
  let last: { readonly attributes: SeriesIdentity['attributes']; readonly said: string } | undefined
  return {
    add(identity: SeriesIdentity, sample: Sample): void {
      if (!Number.isFinite(sample.value) || (total += 1) > maxSamples) {
        firstLeft ??= total > maxSamples ? sample.line : undefined
        return
      }
      const { attributes } = identity
      if (last?.attributes !== attributes) last = { attributes, said: JSON.stringify(attributes) }
      const key = `${identity.name}\u0000${last.said}`
      const entry = found.get(key)
      if (entry) entry.samples.push(sample)
      else found.set(key, { identity, samples: [sample] })
    },
    /** Where samples began to be left out because there were too many; undefined when all were taken. */
    left(): SyntaxFault | undefined {
      return firstLeft === undefined
        ? undefined
        : {
            line: firstLeft,
            message: `${total - maxSamples} samples from here on were not read: a file gives at most ${maxSamples}`,
          }
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
