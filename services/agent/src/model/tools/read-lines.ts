import * as z from 'zod/mini'
import { tool } from '../tool.ts'
import { showLine } from './show-line.ts'

export const readLines = tool({
  name: 'read_lines',
  description: 'Lines around a line, by its reference (A2:117).',
  parameters: z.object({
    at: z.string(),
    before: z.optional(z.number().check(z.int(), z.gte(0), z.lte(40))),
    after: z.optional(z.number().check(z.int(), z.gte(0), z.lte(40))),
  }),
  async run({ at, before = 5, after = 10 }, { dataProcessing, context, caseId, references }) {
    const place = references.placeOf(at)
    if (!place) return [`There is no line ${at.slice(0, 40)}`]
    const from = Math.max(1, place.line - before)
    const { lines, totalLines } = await dataProcessing.readLines(
      { caseId, sourceId: place.sourceId, from, count: place.line + after - from + 1 },
      context,
    )
    return [`${totalLines} lines in all:`, ...lines.map((line) => showLine({ ...line, sourceId: place.sourceId }, references))]
  },
})
