import * as z from 'zod/mini'
import { tool } from '../tool.ts'
import { showLine } from './show-line.ts'

export const readSetting = tool({
  name: 'read_setting',
  description: 'What stands at a place of a structured document (JSON, YAML, …), by its RFC 6901 pointer, as /spec/replicas.',
  parameters: z.object({ source: z.string(), pointer: z.string().check(z.maxLength(400)) }),
  async run({ source, pointer }, { dataProcessing, context, caseId, references }) {
    const found = references.sourceOf(source)
    if (!found) return [`There is no source ${source.slice(0, 40)}`]
    const place = { sourceId: found.id, pointer }
    const claim = {
      id: 'm-look',
      text: '',
      predicate: { name: 'configured', place, comparison: '!=', value: 'missing' } as const,
    }
    const { results } = await dataProcessing.verifyClaims({ caseId, claims: [claim] }, context)
    const [checked] = results
    if (checked?.outcome !== 'verified') return [checked?.why ?? 'It cannot be read']
    return checked.claim.citations.flatMap((citation) =>
      citation.kind === 'path' ? [showLine({ sourceId: found.id, line: citation.line, text: citation.quote }, references)] : [],
    )
  },
})
