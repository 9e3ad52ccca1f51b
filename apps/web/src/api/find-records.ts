import { api, ExploreLinesEvent, type ExploredRecord, type ExploreFilter, Problem } from '@faultmaven/contracts'
import { createParser } from 'eventsource-parser'
import * as z from 'zod/mini'
import { ApiError, unreachable } from './api-error.ts'
import { type CallOptions, request } from './call.ts'

type Asked = {
  readonly caseId: string
  readonly filter: ExploreFilter
  readonly limit: number
  /** False ends once there are so many, and `matches` says no more than that. @default true */
  readonly count?: boolean
}
export type FoundRecords = {
  readonly records: readonly ExploredRecord[]
  readonly matches: number
  readonly recordsSearched: number
}

/**
 * The first records that a filter chooses, one source after another, and how many there are in all.
 * @throws {ApiError} when the server refuses, fails on the way or does not answer.
 */
export async function findRecords(
  { caseId, filter, limit, count = true }: Asked,
  options: CallOptions = {},
): Promise<FoundRecords> {
  const input = { caseId, filter, limit, count, order: 'file', direction: 'forward' }
  const response = await request(api.operations.exploreLines, input, options)
  const records: ExploredRecord[] = []
  let end: Extract<ExploreLinesEvent, { type: 'end' }> | undefined
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'error') throw new ApiError(z.parse(Problem, JSON.parse(data)))
      if (event === 'done') return
      const found = z.parse(ExploreLinesEvent, JSON.parse(data))
      if (found.type === 'lines') records.push(...found.lines)
      if (found.type === 'end') end = found
    },
  })
  parser.feed(await response.text())
  if (end === undefined) throw unreachable()
  return { records, matches: end.matches, recordsSearched: end.recordsSearched }
}
