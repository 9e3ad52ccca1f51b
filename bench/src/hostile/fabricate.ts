import type { NamedSource } from './open-bench-case.ts'

/** A claim as a model states it, and how it is wrong; `true` ones are there to see that not simply everything is refused. */
export type Fabrication = { readonly kind: string; readonly claim: Record<string, unknown> }

type Random = () => number
type Maker = (sources: readonly NamedSource[], random: Random) => Record<string, unknown> | undefined

const HALF_HOUR_MS = 1_800_000

/** What holds: each of these must be taken. */
export const HONEST: Readonly<Record<string, Maker>> = {
  'right line': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    return { predicate: 'present', at: [`${source.alias}:${line}`], quote: text }
  },
  'right bytes': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    const start = source.starts[line - 1] ?? 0
    return { predicate: 'present', at: [`${source.alias}:${line}`], quote: text, bytes: [start, start + Buffer.byteLength(text)] }
  },
  'right count': (sources, random) => {
    const { source, word } = pickWord(sources, random)
    const number = countOf(source, word)
    return { predicate: 'count', where: { sources: [source.alias], text: [word] }, comparison: '=', number }
  },
}

/** What does not hold, by construction from the lines themselves. */
export const FABRICATED: Readonly<Record<string, Maker>> = {
  'wrong line': (sources, random) => {
    const { source, text } = pickLine(sources, random)
    const line = lineWithout(source, text, random)
    return line === undefined ? undefined : { predicate: 'present', at: [`${source.alias}:${line}`], quote: text }
  },
  'line beyond the end': (sources, random) => {
    const { source, text } = pickLine(sources, random)
    return { predicate: 'present', at: [`${source.alias}:${source.lines.length + 1 + below(random, 1e6)}`], quote: text }
  },
  'wrong bytes': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    const start = (source.starts[line - 1] ?? 0) + 1 + below(random, 40)
    return { predicate: 'present', at: [`${source.alias}:${line}`], quote: text, bytes: [start, start + Buffer.byteLength(text)] }
  },
  'swapped source': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    const other = pick(
      sources.filter((one) => one !== source && !(one.lines[line - 1] ?? '').includes(text)),
      random,
    )
    return { predicate: 'present', at: [`${other.alias}:${line}`], quote: text }
  },
  'invented source': (sources, random) => {
    const { line, text } = pickLine(sources, random)
    const alias = pick([`A${sources.length + 1 + below(random, 90)}`, 'A0', 'B1', '00000000-0000-4000-8000-000000000001'], random)
    return { predicate: 'present', at: [`${alias}:${line}`], quote: text }
  },
  'one true line beside an invented': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    const other = lineWithout(source, text, random)
    const at = [`${source.alias}:${line}`, `${source.alias}:${other}`]
    return other === undefined ? undefined : { predicate: 'present', at, quote: text }
  },
  'altered quote': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    const at = below(random, text.length)
    const letter = text[at] === 'q' ? 'z' : 'q'
    const altered = text.slice(0, at) + letter + text.slice(at + 1)
    return (source.lines[line - 1] ?? '').includes(altered)
      ? undefined
      : { predicate: 'present', at: [`${source.alias}:${line}`], quote: altered }
  },
  'changed number in a quote': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    const altered = text.replaceAll(/\d/g, (digit) => String((Number(digit) + 1 + below(random, 8)) % 10))
    return (source.lines[line - 1] ?? '').includes(altered)
      ? undefined
      : { predicate: 'present', at: [`${source.alias}:${line}`], quote: altered }
  },
  'empty quote': (sources, random) => {
    const { source, line } = pickLine(sources, random)
    return { predicate: 'present', at: [`${source.alias}:${line}`], quote: pick([' ', 'e', '0', '::', ''], random) }
  },
  'out of the window': (sources, random) => {
    const { source, line, text } = pickLine(sources, random)
    const at = Date.UTC(2026, 10, 3, 2, 30) + (random() < 0.5 ? -1 : 4) * HALF_HOUR_MS
    const window = { from: new Date(at - HALF_HOUR_MS).toISOString(), to: new Date(at - 1000).toISOString() }
    return { predicate: 'present', at: [`${source.alias}:${line}`], quote: text, window }
  },
  'wrong count': (sources, random) => {
    const { source, word } = pickWord(sources, random)
    const true_ = countOf(source, word)
    const [comparison, number] = pick(
      [
        ['=', true_ + 1 + below(random, 500)],
        ['>', true_ + below(random, 50)],
        ['>=', true_ + 1 + below(random, 50)],
      ] as const,
      random,
    )
    return { predicate: 'count', where: { sources: [source.alias], text: [word] }, comparison, number }
  },
  'denied presence': (sources, random) => {
    const { source, word } = pickWord(sources, random)
    return { predicate: 'absent', where: { sources: [source.alias], text: [word] } }
  },
  'wrong order': (sources, random) => {
    const source = pick(sources.filter(isTimed), random)
    const [early, late] = [source.lines[below(random, 20)] ?? '', source.lines[source.lines.length - 1 - below(random, 20)] ?? '']
    const where = (text: string) => ({ sources: [source.alias], text: [text.slice(0, 300)] })
    return { predicate: 'precedes', first: where(late), second: where(early) }
  },
  'wrong setting': (sources, random) => {
    const source = sources.find(({ name }) => name.endsWith('.yaml'))
    const pointer = pick(['/pool/maxConnections', '/pool/port', '/pool/idleTimeoutSeconds'], random)
    const value = 7 + below(random, 300)
    return source && { predicate: 'configured', source: source.alias, pointer, comparison: '=', value }
  },
  'setting that is not there': (sources, random) => {
    const source = sources.find(({ name }) => name.endsWith('.yaml'))
    const pointer = `/pool/${pick(['minConnections', 'timeout', 'retries', 'user'], random)}`
    return source && { predicate: 'value', source: source.alias, pointer, comparison: '>', number: below(random, 9) }
  },
  'span that is not there': (_sources, random) => ({
    predicate: 'span',
    finding: `F${1 + below(random, 900)}`,
    bytes: [below(random, 100), 100 + below(random, 100)],
    field: 'isError',
    comparison: '=',
    value: true,
  }),
}

/** Wanted many of one table, each kind as often as the others. */
export function fabricate(
  table: Readonly<Record<string, Maker>>,
  sources: readonly NamedSource[],
  random: Random,
  wanted: number,
): Fabrication[] {
  const kinds = Object.entries(table)
  const made: Fabrication[] = []
  for (let tried = 0; made.length < wanted && tried < wanted * 20; tried += 1) {
    const [kind, make] = kinds[tried % kinds.length]!
    const claim = make(sources, random)
    if (claim) made.push({ kind, claim })
  }
  return made
}

/** A whole line of at most 300 characters that stands in its source once, and in one that nobody planted. */
function pickLine(sources: readonly NamedSource[], random: Random) {
  const source = pick(sources.filter(isTimed), random)
  for (;;) {
    const line = 1 + below(random, source.lines.length)
    const text = source.lines[line - 1] ?? ''
    if (text.length > 20 && text.length <= 300 && /[a-z]/.test(text) && source.lines.indexOf(text) === line - 1)
      return { source, line, text }
  }
}

function pickWord(sources: readonly NamedSource[], random: Random) {
  const { source, text } = pickLine(sources, random)
  return { source, word: pick(text.match(/[A-Za-z][A-Za-z-]{4,}/g) ?? ['INFO'], random) }
}

function isTimed({ name }: NamedSource): boolean {
  return !name.endsWith('.yaml') && name !== 'gateway.log'
}

function lineWithout({ lines }: NamedSource, text: string, random: Random): number | undefined {
  const line = 1 + below(random, lines.length)
  return (lines[line - 1] ?? '').includes(text) ? undefined : line
}

function countOf({ lines }: NamedSource, word: string): number {
  return lines.filter((line) => line.includes(word)).length
}

function below(random: Random, end: number): number {
  return Math.floor(random() * end)
}

function pick<T>(values: readonly T[], random: Random): T {
  const value = values[below(random, values.length)]
  if (value === undefined) throw new Error('There is nothing to pick from')
  return value
}
