import { Instant } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import { tool } from '../tool.ts'
import { showText } from './show-line.ts'

const Side = z.object({
  sources: z.array(z.string()).check(z.minLength(1), z.maxLength(50)),
  from: z.optional(Instant),
  to: z.optional(Instant),
})
const TOP = 15

export const compareWindows = tool({
  name: 'compare_windows',
  description:
    'Only what differs between bad and good records (sources, times): messages that are new, more, less or gone, and values.',
  parameters: z.object({ bad: Side, good: Side }),
  async run({ bad, good }, { dataProcessing, context, caseId, references }) {
    const sideOf = ({ sources, from, to }: z.infer<typeof Side>) => ({
      sourceIds: sources.flatMap((alias) => references.sourceOf(alias)?.id ?? []),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    })
    const request = { caseId, bad: sideOf(bad), good: sideOf(good) }
    if (request.bad.sourceIds.length === 0 || request.good.sourceIds.length === 0) return ['There is no such source']
    const difference = await dataProcessing.exploreCompare(request, context)
    return [
      `${difference.bad.records} bad and ${difference.good.records} good records`,
      ...difference.messages
        .slice(0, TOP)
        .map(({ change, text, bad: left, good: right }) => `${change} ${showText(text)}: ${left.count} bad, ${right.count} good`),
      ...difference.values
        .slice(0, TOP)
        .map(
          ({ field, value, bad: left, good: right }) =>
            `${showText(field)} ${showText(value)}: ${left.count} of ${left.of} bad, ${right.count} of ${right.of} good`,
        ),
    ]
  },
})
