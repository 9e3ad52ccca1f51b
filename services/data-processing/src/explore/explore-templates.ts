import type { Severity } from '@faultmaven/contracts'
import type { CaseStore } from '../handlers/case-store.ts'
import { openSources } from './explored-source.ts'
import { templateIdOf } from './template-id.ts'

type Request = {
  readonly caseId: string
  readonly sourceIds?: readonly string[] | undefined
  readonly offset: number
  readonly limit: number
}
type Explored = {
  readonly templateId: string
  readonly text: string
  readonly parameters: string[]
  readonly severity?: Severity
  count: number
  readonly sourceIds: string[]
}

/** Templates of the sources, most frequent first; those with the same text and severity are one. */
export async function exploreTemplates({ caseId, sourceIds, offset, limit }: Request, store: CaseStore) {
  const byId = new Map<string, Explored>()
  for (const source of await openSources(caseId, sourceIds, store)) {
    const { templates } = await source.index.templates()
    for (const template of templates) {
      const templateId = templateIdOf(template)
      const { text, severity, count } = template
      const known = byId.get(templateId) ?? {
        templateId,
        text,
        parameters: parametersOf(text),
        count: 0,
        sourceIds: [],
        ...(severity === undefined ? {} : { severity }),
      }
      known.count += count
      if (known.sourceIds.at(-1) !== source.id) known.sourceIds.push(source.id)
      byId.set(templateId, known)
    }
  }
  const templates = [...byId.values()].sort((a, b) => b.count - a.count || (a.templateId < b.templateId ? -1 : 1))
  return { total: templates.length, templates: templates.slice(offset, offset + limit) }
}

function parametersOf(text: string): string[] {
  return [...text.matchAll(/<([a-z]{2,10}|\*)>/g)].map(([, type = '']) => type)
}
