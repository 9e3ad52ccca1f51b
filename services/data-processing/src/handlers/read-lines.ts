import type { ViewLine } from '@faultmaven/contracts'
import { readRecords } from '@faultmaven/logs'
import { fromInstant, toInstant, type LogRecord } from '@faultmaven/signals'
import { linesFrom, type Lined } from '../reading/find-lines.ts'
import { toEncoding, toLined } from '../reading/source-reader.ts'
import { viewText } from '../reading/view-text.ts'
import type { StoredSource } from '../store/stored-source.ts'
import type { CaseStore } from './case-store.ts'

type Request = { readonly caseId: string; readonly sourceId: string; readonly from: number; readonly count: number }

/** Lines of a source by number, ready to be shown, with the time and severity of the records that begin there. */
export async function readLines({ caseId, sourceId, from, count }: Request, store: CaseStore) {
  const { stored, bytes } = await store.open(caseId, sourceId)
  if (bytes === undefined) return { totalLines: stored.lines, lines: [] }
  const lined = toLined(stored, bytes)
  const found = []
  for await (const line of linesFrom(lined, from)) {
    if (line.number >= from + count) break
    found.push(line)
  }
  const records = await recordsBetween(stored, lined, found[0]?.start ?? 0, found.at(-1)?.end ?? 0)
  const lines = found.map((line): ViewLine => {
    const { text, cut } = viewText(line.text)
    return { line: line.number, text, cut: cut || line.cutBytes > 0, ...stampOf(records.get(line.start)) }
  })
  return { totalLines: stored.lines, lines }
}

function stampOf(record: LogRecord | undefined): Pick<ViewLine, 'severity' | 'time'> {
  return {
    ...(record?.severity === undefined ? {} : { severity: record.severity }),
    ...(record?.time === undefined ? {} : { time: toInstant(record.time) }),
  }
}

/** Longest stretch that is split into records again for a view: wide lines show without stamps beyond. */
const MAX_STAMPED_BYTES = 512 * 1024

/** Records that begin in a stretch of a source, by the byte where they begin. */
async function recordsBetween(
  { source, taught = [] }: StoredSource,
  lined: Lined,
  start: number,
  end: number,
): Promise<ReadonlyMap<number, LogRecord>> {
  async function* stretch() {
    yield await lined.read(start, Math.min(end, start + MAX_STAMPED_BYTES))
  }
  const records = new Map<number, LogRecord>()
  const options = { now: fromInstant(source.receivedAt) / 1000, encoding: toEncoding(source.encoding), taught }
  for await (const record of readRecords(stretch(), options)) records.set(record.start + start, record)
  return records
}
