import { createTimeReader, type Clock } from '../time/time-reader.ts'
import { readGeneralHeader } from './general-header.ts'
import type { ReadLine } from './read-line.ts'

/** Reads the lines of one source, in order. */
export type LineReader = {
  /** Chooses the formats of the source from its first lines; reads nothing. */
  readonly choose: (lines: readonly string[]) => void
  /** Header and body of a line; undefined when no header is recognised. */
  readonly read: (text: string) => ReadLine | undefined
  /** A pretty-printed JSON object as one line; undefined when it is none. */
  readonly readObject: (text: string) => ReadLine | undefined
  /** Most lines that do not look like part of a stack trace have a header. */
  readonly isMostlyHeaders: () => boolean
  /** Name of the format that most lines had, `general` or `plain`. */
  readonly format: () => string
  readonly clock: () => Clock
}

export function createLineReader({ now }: { readonly now: number }): LineReader {
  const times = createTimeReader({ now })
  let headers = 0
  let others = 0
  return {
    choose: () => undefined,
    read: (text) => {
      const read = readGeneralHeader(text, times)
      if (read === undefined) others += 1
      else headers += 1
      return read
    },
    readObject: () => undefined,
    isMostlyHeaders: () => headers > others,
    format: () => (headers >= others ? 'general' : 'plain'),
    clock: times.clock,
  }
}
