import { rankKeys, readSeverity, readTime } from '../formats/structured-fields.ts'
import { PARAMETERS, sharedText } from './parameters.ts'
import type { FoundStamp } from '../time/known-stamp.ts'
import type { TimeReader } from '../time/time-reader.ts'
import { ARRAY, EMPTY_TEXT, OBJECT, TEXT, type JsonPlan, type JsonShape } from './line-scanner.ts'

export type JsonTraits = {
  readonly plan: JsonPlan
  /** The key whose value is the time, -1 for none. */
  readonly time: number
  /** The stamp in that value; undefined for a number. */
  readonly stamp: FoundStamp | undefined
  /** The key whose value is the host, -1 for none. */
  readonly host: number
  /** The message as it stands in the line, but for escapes. */
  readonly message: string
  /** What lines of the same key share, given the names in the message. */
  readonly share: (named: number) => string
}

/** Traits of a JSON line that was just scanned; undefined when lines with the same keys may be read in another way. */
export function jsonTraits(bytes: Buffer, start: number, shape: JsonShape, times: TimeReader): JsonTraits | undefined {
  const keys = Array.from({ length: shape.keys }, (_, at) => bytes.toString('utf8', shape.keyFrom[at], shape.keyTo[at]))
  const { nesting, ranked } = rankKeys(keys)
  if (new Set(keys).size < keys.length || nesting.some((at) => typeOf(shape, at) === OBJECT)) return undefined
  const isText = ({ index }: { index: number }) => typeOf(shape, index) === TEXT
  const message = ranked('message').find(isText)?.index ?? -1
  const cause = ranked('cause').find(isText)?.index ?? -1
  if (message < 0 && cause < 0) return undefined
  const value = valueReader(bytes, shape)
  const level = takeLevel(ranked('level'), value)
  const time = takeTime(ranked('time'), value, times)
  if (time === undefined || (message >= 0 && cause >= 0 && mayRepeat(value(message), value(cause)))) return undefined
  if (time.index >= 0 && bytes.subarray(shape.from[time.index], shape.to[time.index]).some(isEscaped)) return undefined
  const component = ranked('component').find(isText)?.index ?? -1
  const host = ranked('host').find(isText)?.index ?? -1
  const plan: JsonPlan = { times: time.tried, levels: level, component, message, cause }
  const counted = new Set([...plan.times, ...plan.levels, component, host, message, cause])
  const parts = partsOf(bytes, start, shape, counted, message)
  const share = (named: number) => sharedText(parts.before) + sharedText(parts.message, named) + sharedText(parts.after)
  return { plan, time: time.index, stamp: time.stamp, host, message: parts.message, share }
}

type Value = string | number | boolean | undefined
type Ranked = readonly { readonly index: number; readonly name: string }[]

function valueReader(bytes: Buffer, shape: JsonShape): (at: number) => Value {
  return (at) => {
    const text = bytes.toString('utf8', shape.from[at], shape.to[at])
    const type = typeOf(shape, at)
    if (type === OBJECT || type === ARRAY) return undefined
    const value: unknown = JSON.parse(type === TEXT || type === EMPTY_TEXT ? `"${text}"` : text)
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
  }
}

/** Type of a value, whatever is in it. */
function typeOf({ types }: JsonShape, index: number): number {
  return types[index]! & 15
}

/** The keys looked at until one told the level. */
function takeLevel(ranked: Ranked, value: (at: number) => Value): number[] {
  const tried: number[] = []
  for (const { index, name } of ranked) {
    const level = value(index)
    if (level === undefined) continue
    tried.push(index)
    if (readSeverity(level, name) !== undefined) break
  }
  return tried
}

/** The keys looked at until one told the time; undefined where a value was refused that is written like a time. */
function takeTime(ranked: Ranked, value: (at: number) => Value, times: TimeReader) {
  const tried: number[] = []
  for (const { index, name } of ranked) {
    const stamp = value(index)
    if (stamp === undefined) continue
    tried.push(index)
    times.startTrace()
    const time = readTime(stamp, name, times)
    const found = times.endTrace()
    if (found === undefined) return undefined
    const isStamp = found.length === 1
    if (time !== undefined) return { tried, index, stamp: found[0] }
    // A number out of range, or a stamp that is not believed: another value might be.
    if (typeof stamp === 'number' || isStamp || /^[\d.]+$/.test(String(stamp))) return undefined
  }
  return { tried, index: -1, stamp: undefined }
}

/** Whether the message may say what the cause says, for some numbers in them. */
function mayRepeat(message: Value, cause: Value): boolean {
  const [first = ''] = String(cause).split('\n', 1)
  return first === '' || skeleton(String(message)).includes(skeleton(first))
}

function skeleton(text: string): string {
  return text.replaceAll(PARAMETERS, '0')
}

/** The line before, in and behind the message, without the values that do not count. */
function partsOf(bytes: Buffer, start: number, shape: JsonShape, counted: ReadonlySet<number>, message: number) {
  const parts = { before: '', message: '', after: '' }
  let side: 'before' | 'after' = 'before'
  let from = start
  const pass = (to: number) => {
    parts[side] += bytes.toString('utf8', from, to)
  }
  for (let at = 0; at < shape.keys; at++) {
    if (counted.has(at) && at !== message) continue
    pass(shape.from[at]!)
    from = shape.to[at]!
    if (at === message) {
      // The letter of an escape is no part of the word behind it.
      parts.message = bytes
        .toString('utf8', shape.from[at], from)
        .replaceAll(/\\(.)/g, (escape, letter: string) => (isLetter(letter) ? '\\ ' : escape))
      side = 'after'
    } else parts[side] += '\0'
  }
  pass(shape.end)
  return parts
}

function isLetter(character: string): boolean {
  return character >= 'a' && character <= 'z'
}

/** A byte that is not the character it stands for. */
function isEscaped(byte: number): boolean {
  return byte === 92 || byte > 127
}
