import { readTables } from '@faultmaven/commands'
import { readTrees, type SyntaxFault } from '@faultmaven/config'
import type { ExaminedSource } from '@faultmaven/diagnosis'
import { classifyContent, decodeText, type LogDigest } from '@faultmaven/logs'
import { readSeries } from '@faultmaven/metrics'
import type { Examinable } from './examinable.ts'

/** A source as the analyzers see it, and where its document breaks its own syntax. */
export type Views = { readonly examined: ExaminedSource; readonly faults: readonly SyntaxFault[]; readonly format?: string }

const HEAD_LINES = 50

/** The views of a source that is read to its end. */
export function viewsOf(source: Examinable): Views {
  const { name, digest, whole, encoding } = source
  const text = whole === undefined || isPlainLog(digest) ? undefined : decodeText(whole, encoding)
  const { trees, faults } = text === undefined ? { trees: [], faults: [] } : readTrees(name, text)
  const series = text === undefined ? [] : readSeries(name, text, trees)
  const tables = text === undefined ? [] : readTables(text)
  const { kind, format } = classifyContent(name, source.head)
  const examined = { name, kind, head: headLines(source), log: digest, trees, tables, series }
  return { examined, faults, ...(kind === 'log' ? {} : { format }) }
}

/** A log of plain lines is no document, table or series: looking for them in megabytes of it takes long and finds nothing. */
function isPlainLog({ coverage, format }: LogDigest): boolean {
  return coverage.records > 500 && coverage.recognised > 0.8 && !/json/i.test(format)
}

/** The view of a log that is still growing: what its lines say so far. */
export function growingView(source: Examinable): ExaminedSource {
  const { name, digest } = source
  return { name, kind: 'log', head: headLines(source), log: digest, trees: [], tables: [], series: [] }
}

function headLines({ head, encoding }: Examinable): readonly string[] {
  return decodeText(head, encoding).split(/\r\n|\n|\r/, HEAD_LINES)
}
