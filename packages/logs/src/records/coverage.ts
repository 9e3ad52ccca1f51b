import type { Coverage } from '../digest.ts'
import type { Line } from '../lines/line-splitter.ts'

/** Counts what became of the lines of one source. The caller names exactly one fate for each line. */
export function createCoverage() {
  let lines = 0
  let records = 0
  let headers = 0
  let continuations = 0
  let blank = 0
  let cutLines = 0
  let cutBytes = 0
  const skipped = new Map<string, number>()
  return {
    line: (line: Line) => {
      lines += 1
      if (line.cutBytes === 0) return
      cutLines += 1
      cutBytes += line.cutBytes
    },
    /** The first line of a record; its other lines are continuations. */
    record: (hasHeader: boolean) => {
      records += 1
      if (hasHeader) headers += 1
    },
    /** Lines that are records with a header, short and whole. */
    knownRecords: (count: number) => {
      lines += count
      records += count
      headers += count
    },
    continuation: () => {
      continuations += 1
    },
    blank: () => {
      blank += 1
    },
    /** Empty lines between known records. */
    blanks: (count: number) => {
      lines += count
      blank += count
    },
    skip: (reason: string) => {
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
    },
    result: (): Coverage => ({
      lines,
      records,
      continuations,
      blank,
      skipped: new Map(skipped),
      recognised: records === 0 ? 0 : headers / records,
      cut: { lines: cutLines, bytes: cutBytes },
    }),
  }
}
