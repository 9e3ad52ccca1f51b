import type { TimeReader } from '../time/time-reader.ts'
import type { FormatReader } from './pattern-reader.ts'
import type { ReadLine } from './read-line.ts'
import { readScalars, type Scalars } from './structured-fields.ts'

const MAX_DEPTH = 4
const MAX_SCALARS = 100

/** Reader of lines that are one JSON object, and of container runtimes' files, whose objects wrap a line. */
export function createJsonReader(): FormatReader {
  return {
    name: 'json',
    // Docker's wrapping is told by the keys, line by line.
    wraps: false,
    bodyOf: (text) => {
      const object = looksLikeObject(text) ? parseObject(text) : undefined
      if (object === undefined) return undefined
      return isWrapped(object) ? object.log : text
    },
    read: (text, times) => {
      if (!looksLikeObject(text)) return undefined
      const object = parseObject(text)
      if (object === undefined) return undefined
      return readWrapped(object, times) ?? readScalars(flatten(object), 'json', text, times)
    },
  }
}

function looksLikeObject(text: string): boolean {
  if (text.charCodeAt(0) !== 123) return false
  const end = text.trimEnd()
  return end.endsWith('}') || end.endsWith('},')
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.endsWith('}') ? text : text.trimEnd().replace(/,$/, ''))
    return isObject(value) ? value : undefined
  } catch {
    // Cut or malformed: a line of text like any other.
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `{"log":"line\n","stream":"stderr","time":"…"}`: without a line break at its end the line goes on in the next object. */
function readWrapped(object: Readonly<Record<string, unknown>>, times: TimeReader): ReadLine | undefined {
  if (!isWrapped(object)) return undefined
  const { log, stream, time } = object
  const instant = times.read(time)
  const isWhole = log.endsWith('\n')
  return {
    format: 'json',
    body: isWhole ? log.replace(/\r?\n$/, '') : log,
    wrapped: true,
    stream,
    fields: { stream },
    ...(instant === undefined ? {} : { time: instant }),
    ...(isWhole ? {} : { partial: true }),
  }
}

function isWrapped(object: Readonly<Record<string, unknown>>): object is { log: string; stream: string; time: string } {
  return typeof object['log'] === 'string' && typeof object['stream'] === 'string' && typeof object['time'] === 'string'
}

function flatten(object: Readonly<Record<string, unknown>>): Scalars {
  const scalars = new Map<string, string | number | boolean>()
  const walk = (value: unknown, path: string, depth: number) => {
    if (scalars.size >= MAX_SCALARS) return
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') scalars.set(path, value)
    else if (isObject(value) && depth < MAX_DEPTH) {
      for (const key of Object.keys(value)) walk(value[key], path === '' ? key : `${path}.${key}`, depth + 1)
    }
  }
  walk(object, '', 0)
  return scalars
}
