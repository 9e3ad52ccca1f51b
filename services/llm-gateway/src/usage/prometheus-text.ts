type Labels = Readonly<Record<string, string>>

/** Members of a family are asked for once and kept: their labels take longer to write than a number to add. */
export type Counter = { readonly of: (labels: Labels) => (amount: number) => void; readonly render: () => string }
export type Histogram = { readonly of: (labels: Labels) => (value: number) => void; readonly render: () => string }

/** A family of counters, one for each set of labels; labels are given in the same order each time. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function createCounter(name: string, help: string): Counter {
  const members = new Map<string, { sum: number }>()
  return {
    of(labels) {
      const key = written(labels)
      const member = members.get(key) ?? { sum: 0 }
      members.set(key, member)
      return (amount) => void (member.sum += amount)
    },
    render: () => head(name, help, 'counter') + [...members].map(([labels, { sum }]) => `${name}{${labels}} ${sum}\n`).join(''),
  }
}

/** A family of histograms. @param bounds upper bounds of the buckets, ascending; the last bucket without a bound is added */
export function createHistogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const members = new Map<string, { readonly counts: number[]; sum: number }>()
  return {
    of(labels) {
      const key = written(labels)
      const member = members.get(key) ?? { counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 }
      members.set(key, member)
      return (value) => {
        const bucket = bounds.findIndex((bound) => value <= bound)
        member.counts[bucket === -1 ? bounds.length : bucket]! += 1
        member.sum += value
      }
    },
    render: () =>
      head(name, help, 'histogram') +
      [...members]
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
