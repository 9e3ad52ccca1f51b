import { severityOfName, severityOfStatus, severityOfSyslog } from '../records/severity-names.ts'
import type { TimeReader } from '../time/time-reader.ts'
import { toFieldValue } from './field-value.ts'
import type { LogFormat } from './log-format.ts'
import type { ReadLine } from './read-line.ts'

/** A header stands within this many characters; what follows is never given to a pattern. */
const PATTERN_CHARACTERS = 2048

/** Where the parts of a line stand, in characters. */
export type LineParts = {
  readonly body: number
  readonly stamp: readonly [number, number] | undefined
  readonly host: readonly [number, number] | undefined
  /** Parts whose very digits have a meaning: a level, a status. */
  readonly telling: readonly (readonly [number, number])[]
}

/** A format made ready for reading lines of one source. */
export type FormatReader = {
  readonly name: string
  readonly wraps: boolean
  /** What follows a collector's header; undefined when the line is not of this format. Changes no state. */
  readonly bodyOf: (text: string) => string | undefined
  readonly read: (text: string, times: TimeReader) => ReadLine | undefined
  /** Only formats described by a pattern. Changes no state. */
  readonly partsOf?: (text: string) => LineParts | undefined
  /** Whether the line is of this format up to the body and the rest decides as well. Absent where the header decides alone. */
  readonly looksBeyond?: (text: string) => boolean
}

/** Made once for all sources: making them for every format takes a millisecond, and an archive may hold ten thousand sources. */
const READERS = new WeakMap<LogFormat, FormatReader>()

/** Reader of a format that is described by a pattern; keeps no state. */
export function patternReader(format: LogFormat): FormatReader {
  const known = READERS.get(format) ?? createPatternReader(format)
  READERS.set(format, known)
  return known
}

function createPatternReader(format: LogFormat): FormatReader {
  const { pattern, groups, placing, heading } = compile(format.pattern ?? '')
  const at = (name: string) => groups.indexOf(name) + 1
  const [timeAt, severityAt, priorityAt, statusAt] = [at('timestamp'), at('severity'), at('priority'), at('status')]
  const [hostAt, componentAt, bodyAt, partAt, streamAt] = [at('host'), at('component'), at('body'), at('part'), at('stream')]
  const named = new Set(['timestamp', 'priority', 'host', 'component', 'body', 'part', 'severity'])
  const fieldGroups = groups.map((name, index) => ({ name, index: index + 1 })).filter(({ name }) => !named.has(name))
  const continues = new Set(format.continues ?? [])
  const wraps = format.wraps === true
  const marks = new Map(Object.entries(format.severities ?? {}))

  const match = (text: string) => pattern.exec(text.length > PATTERN_CHARACTERS ? text.slice(0, PATTERN_CHARACTERS) : text)
  const severityOf = (found: RegExpExecArray) => {
    if (format.severityFrom === 'http-status') return severityOfStatus(Number(found[statusAt]))
    const priority = found[priorityAt]
    if (priorityAt > 0 && priority !== undefined) return severityOfSyslog(Number(priority))
    const name = severityAt > 0 ? found[severityAt] : undefined
    if (name === undefined) return undefined
    return severityOfName(marks.get(name) ?? name)
  }
  /** The body reaches to the end of the line, beyond what the pattern saw of a long one. */
  const bodyOf = (text: string, found: RegExpExecArray) => {
    const body = found[bodyAt] ?? ''
    return text.length > PATTERN_CHARACTERS ? text.slice(PATTERN_CHARACTERS - body.length) : body
  }
  const read = (text: string, times: TimeReader): ReadLine | undefined => {
    const found = match(text)
    if (found === null) return undefined
    const stamp = timeAt > 0 ? found[timeAt] : undefined
    const line: Mutable<ReadLine> = { format: format.name, body: bodyOf(text, found) }
    line.time = stamp === undefined ? undefined : times.read(stamp)
    line.severity = severityOf(found)
    line.host = hostAt > 0 ? found[hostAt] : undefined
    line.component = componentAt > 0 ? found[componentAt] : undefined
    if (fieldGroups.length > 0) line.fields = fieldsOf(found, fieldGroups)
    if (wraps) {
      line.wrapped = true
      line.stream = streamAt > 0 ? found[streamAt] : line.component
      if (partAt > 0 && found[partAt] === 'P') line.partial = true
    }
    // Partial as well: what the line says is not known without the next one.
    if (format.messageFollows === true) line.messageFollows = line.partial = true
    if (severityAt > 0 && continues.has(found[severityAt] ?? '')) line.continues = true
    return line
  }
  const partsOf = (text: string): LineParts | undefined => {
    const { indices } = placing.exec(text) ?? {}
    const body = indices?.[bodyAt]
    if (indices === undefined || body === undefined) return undefined
    const telling = [severityAt, priorityAt, statusAt].flatMap((group) => {
      const span = group > 0 ? indices[group] : undefined
      return span === undefined ? [] : [span]
    })
    const stamp = timeAt > 0 ? indices[timeAt] : undefined
    return { body: body[0], stamp, host: hostAt > 0 ? indices[hostAt] : undefined, telling }
  }
  return {
    name: format.name,
    wraps,
    partsOf,
    ...(heading === undefined ? {} : { looksBeyond: (text: string) => heading.test(text) }),
    bodyOf: (text) => {
      const found = match(text)
      return found === null ? undefined : bodyOf(text, found)
    },
    read,
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function fieldsOf(found: RegExpExecArray, groups: readonly { name: string; index: number }[]) {
  const fields: Record<string, string | number> = {}
  for (const { name, index } of groups) {
    const value = found[index]
    if (value !== undefined && value !== '-' && value !== '') fields[name] = toFieldValue(value)
  }
  return fields
}

type Compiled = {
  readonly pattern: RegExp
  readonly groups: readonly string[]
  /** The pattern, telling where its groups stand. */
  readonly placing: RegExp
  readonly heading: RegExp | undefined
}

/** Named groups cost an object a match; numbered ones, found by their order in the source, do not (0.3 µs a line). */
function compile(source: string): Compiled {
  const groups: string[] = []
  const numbered = source.replaceAll(
    /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?<(\w+)>|(?!\?))/g,
    (part: string, name: string | undefined) => {
      if (!part.startsWith('(')) return part
      groups.push(name ?? '')
      return '('
    },
  )
  // What stands before the body, of patterns that also read parts of the body.
  const isWhole = groups.indexOf('body') === groups.length - 1
  const heading = isWhole ? undefined : new RegExp(source.slice(0, source.indexOf('(?<body>')), 's')
  return { pattern: new RegExp(numbered, 's'), groups, placing: new RegExp(numbered, 'sd'), heading }
}
