import { api, type LogMark, type ViewLine } from '@faultmaven/contracts'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { linePage, PAGE_LINES } from '../api/queries.ts'
import { call } from '../api/call.ts'
import { withMark } from './parts.ts'

const EXAMPLES = 3
const operations = api.operations

/** What is taught: example lines near a line of the source, their marks, and what the server makes of them. */
export function useTeaching({ caseId, sourceId, line }: { caseId: string; sourceId: string; line: number | undefined }) {
  const queries = useQueryClient()
  const page = Math.floor(((line ?? 1) - 1) / PAGE_LINES)
  const { data: lines } = useQuery(linePage(caseId, sourceId, page))
  const examples = lines === undefined ? [] : examplesOf(lines.lines, line)
  const [marks, setMarks] = useState<readonly LogMark[]>()
  const proposal = useQuery({
    queryKey: ['log-format', caseId, sourceId, examples, marks],
    queryFn: ({ signal }) =>
      call(
        operations.proposeLogFormat,
        { caseId, sourceId, lines: examples, ...(marks ? { marks: [...marks] } : {}) },
        { signal },
      ),
    enabled: examples.length > 0,
    placeholderData: keepPreviousData,
  })
  // Until the server has answered, the marks as they were made: the next one builds on them.
  const answered = proposal.isPlaceholderData ? undefined : proposal.data?.marks
  const taken = answered ?? marks ?? proposal.data?.marks ?? []
  const save = useMutation({
    mutationFn: (title: string) => {
      const { layout = [], goesFirst = false } = proposal.data ?? {}
      return call(operations.saveLogFormat, { title, layout, goesFirst })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['log-formats'] }),
  })
  return {
    examples,
    marks: taken,
    proposal,
    save,
    assign: (mark: LogMark) => setMarks(withMark(taken, mark)),
    remove: ({ line: at, part }: LogMark) => setMarks(taken.filter((mark) => mark.line !== at || mark.part !== part)),
    clear: () => setMarks([]),
  }
}

/** The line asked for and those after it, of which nothing was recognised where there are such; indented ones are parts of others. */
function examplesOf(lines: readonly ViewLine[], line: number | undefined): string[] {
  const whole = lines.filter(({ text }) => /^\S/.test(text))
  const from = whole.filter((other) => line === undefined || other.line >= line)
  const unread = from.filter(({ time, severity }) => time === undefined && severity === undefined)
  const chosen = unread.length >= EXAMPLES && line === undefined ? unread : from.length > 0 ? from : whole
  return chosen.slice(0, EXAMPLES).map(({ text }) => text)
}
