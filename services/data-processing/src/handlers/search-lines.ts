import type { Selector } from '@faultmaven/contracts'
import { matchesSelector, type SourceReader } from '@faultmaven/evidence'
import { toSourceReader } from '../reading/source-reader.ts'
import { viewText } from '../reading/view-text.ts'
import type { CaseStore } from './case-store.ts'

type Request = { readonly caseId: string; readonly selector: Selector; readonly limit: number }
type Found = { readonly sourceId: string; readonly line: number; readonly text: string }

/** The first lines that a selector chooses, and how many records were looked at; every record of the chosen sources is. */
export async function searchLines({ caseId, selector, limit }: Request, store: CaseStore, signal?: AbortSignal) {
  const lines: Found[] = []
  let recordsSearched = 0
  let matches = 0
  for (const stored of await store.sources(caseId)) {
    if (stored.place === undefined || selector.sourceIds?.includes(stored.source.id) === false) continue
    const reader = toSourceReader(stored, await store.bytes(caseId, stored))
    const tally = await searchSource(reader, selector, limit - lines.length, signal)
    recordsSearched += tally.recordsSearched
    matches += tally.matches
    lines.push(...tally.lines)
  }
  return { recordsSearched, matches, lines }
}

async function searchSource(reader: SourceReader, selector: Selector, room: number, signal?: AbortSignal) {
  const matcher = matchesSelector(selector)
  const lines: Found[] = []
  let recordsSearched = 0
  let matches = 0
  for await (const { records } of reader.records()) {
    signal?.throwIfAborted()
    for (const found of records) {
      recordsSearched++
      if (matcher(found) !== 'yes') continue
      matches++
      if (lines.length < room)
        lines.push({ sourceId: reader.sourceId, line: found.record.line, text: viewText(firstLine(found.text)).text })
    }
  }
  return { recordsSearched, matches, lines }
}

function firstLine(text: string): string {
  const end = text.indexOf('\n')
  return end < 0 ? text : text.slice(0, end)
}
