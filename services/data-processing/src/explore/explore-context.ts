import type { CaseStore } from '../handlers/case-store.ts'
import { linesFrom } from '../reading/find-lines.ts'
import { toLined } from '../reading/source-reader.ts'
import { viewText } from '../reading/view-text.ts'
import type { ChunkSummary } from '../record-index/stored-index.ts'
import { openSources, type ExploredSource } from './explored-source.ts'
import { readRows, type RecordRow } from './record-row.ts'
import { stampOf } from './show-record.ts'

type Request = {
  readonly caseId: string
  readonly sourceId: string
  readonly line: number
  readonly before: number
  readonly after: number
}

/** Lines around a line, with what the index says of the records that they belong to. */
export async function exploreContext({ caseId, sourceId, line, before, after }: Request, store: CaseStore) {
  const [source] = await openSources(caseId, [sourceId], store)
  if (source === undefined) return { totalLines: 0, lines: [] }
  const { lines: totalLines } = source.stored
  const [from, to] = [Math.max(1, line - before), Math.min(totalLines, line + after)]
  const rows = await rowsBetween(source, from, to)
  const templateOf = await source.groupTemplates()
  const lines = []
  let next = 0
  for await (const found of linesFrom(toLined(source.stored, source.bytes), from)) {
    if (found.number > to) break
    while ((rows[next + 1]?.line ?? Infinity) <= found.number) next++
    const { text, cut } = viewText(found.text)
    const templateId = rows[next] && templateOf(rows[next]!.group)
    lines.push({ line: found.number, text, cut: cut || found.cutBytes > 0, ...ofRecord(rows[next], found.number, templateId) })
    if (found.number === to) break
  }
  return { totalLines, lines }
}

function ofRecord(row: RecordRow | undefined, line: number, templateId: string | undefined) {
  if (row === undefined || line < row.line || line >= row.line + row.lines) return {}
  if (line > row.line) return { recordLine: row.line }
  return { recordLine: row.line, ...stampOf(row), ...(templateId === undefined ? {} : { templateId }) }
}

/** Records with a line in `[from, to]`, in order. */
async function rowsBetween(source: ExploredSource, from: number, to: number): Promise<readonly RecordRow[]> {
  const rows: RecordRow[] = []
  const room = new Map()
  const chunks = await source.index.chunks()
  let firstRecord = 0
  for (const [at, chunk] of chunks.entries()) {
    const nextLine = chunks[at + 1]?.firstLine ?? Infinity
    if (chunk.firstLine <= to && nextLine > from) {
      const [line, lines] = await source.index.columns(chunk, ['line', 'lines'], room)
      const places = placesBetween(chunk, { line: line!, lines: lines! }, { from, to })
      rows.push(...(await readRows({ source, chunk, lists: {}, firstRecord }, places, room)))
    }
    firstRecord += chunk.records
  }
  return rows
}

type Lines = { readonly line: Float64Array; readonly lines: Float64Array }

function placesBetween(
  { records }: ChunkSummary,
  { line, lines }: Lines,
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  const places: number[] = []
  for (let at = 0; at < records; at++) if (line[at]! <= to && line[at]! + lines[at]! > from) places.push(at)
  return places
}
