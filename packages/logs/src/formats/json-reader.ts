import type { TimeReader } from '../time/time-reader.ts'
import { jsonScalars } from './json-scalars.ts'
import type { FormatReader } from './pattern-reader.ts'
import type { ReadLine } from './read-line.ts'
import { readScalars, type Scalars } from './structured-fields.ts'

/** Reader of lines that are one JSON object, and of container runtimes' files, whose objects wrap a line. */
export function createJsonReader(): FormatReader {
  return {
    name: 'json',
    // Docker's wrapping is told by the keys, line by line.
    wraps: false,
    bodyOf: (text) => {
      const scalars = jsonScalars(text)
      return scalars === undefined ? undefined : (wrappedOf(scalars)?.log ?? text)
    },
    read: (text, times) => {
      const scalars = jsonScalars(text)
      if (scalars === undefined) return undefined
      return readWrapped(scalars, times) ?? readScalars(scalars, 'json', text, times)
    },
  }
}

/** `{"log":"line\n","stream":"stderr","time":"…"}`: without a line break at its end the line goes on in the next object. */
function readWrapped(scalars: Scalars, times: TimeReader): ReadLine | undefined {
  const wrapped = wrappedOf(scalars)
  if (wrapped === undefined) return undefined
  const { log, stream, time } = wrapped
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

function wrappedOf(scalars: Scalars) {
  const log = scalars.get('log')
  const stream = scalars.get('stream')
  const time = scalars.get('time')
  return typeof log === 'string' && typeof stream === 'string' && typeof time === 'string' ? { log, stream, time } : undefined
}
