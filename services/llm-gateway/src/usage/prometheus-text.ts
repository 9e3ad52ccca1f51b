type Labels = Readonly<Record<string, string>>

export type Counter = { readonly add: (labels: Labels, amount: number) => void; readonly render: () => string }
export type Histogram = { readonly observe: (labels: Labels, value: number) => void; readonly render: () => string }

/** A family of counters, one for each set of labels; labels are given in the same order each time. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function createCounter(name: string, help: string): Counter {
  const sums = new Map<string, number>()
  return {
    add(labels, amount) {
      const key = written(labels)
      sums.set(key, (sums.get(key) ?? 0) + amount)
    },
    render: () => head(name, help, 'counter') + [...sums].map(([labels, sum]) => `${name}{${labels}} ${sum}\n`).join(''),
  }
}

/** A family of histograms. @param bounds upper bounds of the buckets, ascending; the last bucket without a bound is added */
export function createHistogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const series = new Map<string, { readonly counts: number[]; sum: number }>()
  return {
    observe(labels, value) {
      const key = written(labels)
      const one = series.get(key) ?? { counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 }
      series.set(key, one)
      const bucket = bounds.findIndex((bound) => value <= bound)
      one.counts[bucket === -1 ? bounds.length : bucket]! += 1
      one.sum += value
    },
    render: () =>
      head(name, help, 'histogram') +
      [...series]
        .map(([labels, { counts, sum }]) => {
          let total = 0
          const buckets = counts.map((count, index) => {
            total += count
            return `${name}_bucket{${labels},le="${bounds[index] ?? '+Inf'}"} ${total}\n`
          })
          return `${buckets.join('')}${name}_sum{${labels}} ${sum}\n${name}_count{${labels}} ${total}\n`
        })
        .join(''),
  }
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function written(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)
    .join(',')
}
