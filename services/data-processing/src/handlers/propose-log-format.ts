import type { LogMark, ProposedLogFormat } from '@faultmaven/contracts'
import { LogLayout } from '@faultmaven/contracts'
import { previewLines, proposeLayout } from '@faultmaven/logs'
import { fromInstant } from '@faultmaven/signals'
import { linesFrom } from '../reading/find-lines.ts'
import { toLined } from '../reading/source-reader.ts'
import type { CaseStore } from './case-store.ts'

type Request = {
  readonly caseId: string
  readonly sourceId: string
  readonly lines: readonly string[]
  readonly marks?: readonly LogMark[] | undefined
}

/** Lines looked at in each of so many places, evenly spread over the source. */
const PLACES = 5
const LINES_OF_PLACE = 100
const SHOWN = 50
const MAX_LINE = 4096

/** A format that reads example lines as they are marked, and what it makes of a sample of their source. */
export async function proposeLogFormat(request: Request, store: CaseStore): Promise<ProposedLogFormat> {
  const { caseId, sourceId, lines, marks } = request
  const stored = await store.source(caseId, sourceId)
  const bytes = await store.bytes(caseId, stored)
  const sample = bytes === undefined ? [] : await sampleLines(toLined(stored, bytes), stored.lines)
  const now = fromInstant(stored.source.receivedAt) / 1000
  const proposal = proposeLayout({ lines, marks, sample, now })
  const layout = proposal.layout.map((part) => ({ ...part }))
  const read = previewLines(layout, sample, now)
  const fitting = read.filter((line) => line.read !== undefined).length
  const hasKind = layout.some((part) => 'value' in part && (part.value === 'timestamp' || part.value === 'severity'))
  return {
    layout,
    goesFirst: proposal.goesFirst,
    marks: proposal.marks.map((mark) => ({ ...mark })),
    conflicts: proposal.conflicts.map((conflict) => ({ ...conflict })),
    canSave: hasKind && LogLayout.safeParse(layout).success,
    examples: [...previewLines(layout, lines, now)],
    sample: read.slice(0, SHOWN),
    share: sample.length === 0 ? 0 : fitting / sample.length,
    sampledLines: sample.length,
  }
}

/** Lines that begin a record by their look: neither blank nor indented. */
async function sampleLines(lined: ReturnType<typeof toLined>, total: number): Promise<readonly string[]> {
  const found = new Map<number, string>()
  for (let place = 0; place < PLACES; place++) {
    const from = 1 + Math.floor((total * place) / PLACES)
    for await (const line of linesFrom(lined, from)) {
      if (line.number >= from + LINES_OF_PLACE) break
      if (/^\S/.test(line.text)) found.set(line.number, line.text.slice(0, MAX_LINE))
    }
  }
  return [...found.values()]
}
