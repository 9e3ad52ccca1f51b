import type { FieldTest } from '@faultmaven/contracts'
import type { LogRecord } from '@faultmaven/signals'
import type { SourceRecord } from '../source/source-reader.ts'

/** A record with so many fields may have had more: the reader keeps no others. */
const MAX_FIELDS = 50
/** Keys remembered of one search: a source has few, a hostile one has new ones in every line. */
const MAX_KEYS = 5000
const ORIGIN = /^https?:\/\/[^/?#]*/i

/**
 * A function that reads a field of a record as text: of the names given the first that it has. A dotted name is found by its last part.
 * @returns undefined for a record without it
 */
export function fieldReader(names: readonly string[]): (record: LogRecord) => string | undefined {
  const wanted = names.map((name) => name.toLowerCase())
  const rankOf = rankReader(wanted)
  const own = (['component', 'host', 'severity'] as const).map((name) => ({ name, rank: wanted.indexOf(name) }))
  return (record) => {
    let best = Infinity
    let value: string | undefined
    for (const key of Object.keys(record.fields)) {
      const rank = rankOf(key)
      if (rank >= best) continue
      best = rank
      value = String(record.fields[key])
    }
    for (const { name, rank } of own) {
      if (rank < 0 || rank >= best || record[name] === undefined) continue
      best = rank
      value = record[name]
    }
    return value
  }
}

/** Place of a key among the names wanted; infinite for one that is none of them. */
function rankReader(wanted: readonly string[]): (key: string) => number {
  const ranks = new Map<string, number>()
  return (key) => {
    const known = ranks.get(key)
    if (known !== undefined) return known
    const name = key.toLowerCase()
    const at = wanted.findIndex((one) => name === one || name.endsWith(`.${one}`))
    const rank = at < 0 ? Infinity : at
    if (ranks.size < MAX_KEYS) ranks.set(key, rank)
    return rank
  }
}

/** A function that tells whether a record's field is as asked: `unknown` where the field may be among those that nobody kept. */
export function fieldTest({ names, relation, value }: FieldTest): (record: SourceRecord) => 'yes' | 'no' | 'unknown' {
  const read = fieldReader(names)
  const holds = relationTest(relation, value)
  return ({ record, cut }) => {
    const found = read(record)
    if (found === undefined) return cut || Object.keys(record.fields).length >= MAX_FIELDS ? 'unknown' : 'no'
    return holds(found) ? 'yes' : 'no'
  }
}

function relationTest(relation: FieldTest['relation'], value: string): (found: string) => boolean {
  switch (relation) {
    case 'is':
      return (found) => found === value
    case 'begins':
      return (found) => found.startsWith(value)
    case 'below': {
      const path = pathOf(value).replace(/\/+$/, '')
      return (found) => pathOf(found) === path || pathOf(found).startsWith(`${path}/`)
    }
    case 'at-least':
      return (found) => found.trim() !== '' && Number(found) >= Number(value)
  }
}

/** `https://shop.example/cart?id=1` is the path `/cart`; what is no path stays as it is. */
export function pathOf(value: string): string {
  const path = value.replace(ORIGIN, '')
  return path.startsWith('/') ? path.replace(/[?#].*$/, '') : path
}
