import * as z from 'zod/mini'
import { showPassage } from './show-passage.ts'
import { type Tool, tool, type ToolContext } from '../tool.ts'

const NOTHING = 'No document speaks of this'
const RULE = 'What documents say helps to decide what to look for; it is no evidence of what happened, and no claim can cite it.'

const searchKnowledge = tool({
  name: 'search_knowledge',
  description: `Passages of runbooks and documentation that speak of a symptom, an alert or a question. ${RULE}`,
  parameters: z.object({
    question: z.string().check(z.minLength(1), z.maxLength(2000)),
    limit: z.optional(z.number().check(z.int(), z.gte(1), z.lte(10))),
  }),
  async run({ question, limit = 4 }, { dataProcessing, knowledgeBase, context, caseId, references }) {
    const asked = { question, limit, passages: 1 }
    const own = hasDocuments(references) ? (await dataProcessing.searchDocuments({ ...asked, caseId }, context)).hits : []
    const shared = knowledgeBase ? (await knowledgeBase.search(asked, context)).hits : []
    const shown = [...own, ...shared].slice(0, limit).flatMap(showPassage)
    return shown.length === 0 ? [NOTHING] : [RULE, ...shown]
  },
})

/** The tool where there is something to search: a knowledge base, or documents among the sources of the case. */
export function knowledgeTools({ knowledgeBase, references }: ToolContext): readonly Tool[] {
  return knowledgeBase || hasDocuments(references) ? [searchKnowledge] : []
}

function hasDocuments({ sources }: ToolContext['references']): boolean {
  return sources.some(({ source }) => source.kind === 'document')
}
