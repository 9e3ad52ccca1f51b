import type { ExploreFilter, Source } from '@faultmaven/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { recordsFound } from '../api/queries.ts'
import { count } from '../format/amounts.ts'
import { useKeys } from '../keyboard/use-keys.ts'
import { copyText } from '../ui/copy-button.tsx'

/** The server lists at most this many matches of a search. */
const LIMIT = 500

type Options = {
  readonly caseId: string
  readonly source: Source
  readonly line: number | undefined
  readonly toLine: (line: number) => void
}

/** Keys that move through the lines of a source. Gives what the last key had to say. */
export function useLineKeys({ caseId, source, line, toLine }: Options): string {
  const [note, setNote] = useState('')
  const queries = useQueryClient()
  const last = source.coverage?.lines ?? Number.POSITIVE_INFINITY
  const move = (by: number) => toLine(Math.max(1, Math.min(last, (line ?? 0) + by)))
  const toError = async (by: 1 | -1) => {
    const filter: ExploreFilter = { sourceIds: [source.id], severities: ['error', 'fatal'] }
    const found = await queries.fetchQuery(recordsFound(caseId, filter, LIMIT))
    const next = neighbourLine(
      found.records.map((record) => record.line),
      line ?? 0,
      by,
    )
    if (next !== undefined) toLine(next)
    setNote(next === undefined ? noErrorNote(found.matches) : `Error line ${count(next)}`)
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    e: () => void toError(1).catch(() => setNote('The error lines could not be listed')),
    E: () => void toError(-1).catch(() => setNote('The error lines could not be listed')),
    y: () =>
      void copyText(location.href).then((state) => setNote(state === 'copied' ? 'Link copied' : 'The browser blocked copying')),
  })
  return note
}

/** The nearest line after (1) or before (-1) `from`; undefined when there is none. */
export function neighbourLine(lines: readonly number[], from: number, by: 1 | -1): number | undefined {
  const beyond = lines.filter((line) => (by > 0 ? line > from : line < from))
  if (beyond.length === 0) return undefined
  return by > 0 ? Math.min(...beyond) : Math.max(...beyond)
}

function noErrorNote(matches: number): string {
  if (matches === 0) return 'This source has no error line'
  return matches > LIMIT
    ? `Only the first ${LIMIT} of ${count(matches)} error lines can be stepped through`
    : 'No further error line'
}
