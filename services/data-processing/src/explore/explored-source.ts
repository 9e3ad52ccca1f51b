import type { Encoding } from '@faultmaven/logs'
import { ProblemError } from '@faultmaven/rpc'
import type { CaseStore } from '../handlers/case-store.ts'
import { toEncoding } from '../reading/source-reader.ts'
import type { RecordIndex } from '../record-index/open-index.ts'
import type { StoredSource } from '../store/stored-source.ts'
import type { SourceBytes } from './source-frames.ts'
import { templateIdOf } from './template-id.ts'

/** A source with its index, opened only as far as it is asked. */
export type ExploredSource = {
  /** Place among the sources of the case. */
  readonly order: number
  readonly id: string
  readonly stored: StoredSource
  readonly encoding: Encoding
  readonly index: RecordIndex
  readonly bytes: SourceBytes
  /** Id of the template of each mined group; undefined for a group without one. */
  groupTemplates(): Promise<(group: number) => string | undefined>
}

/**
 * The sources of a case that have records, in their order, or those chosen.
 * @throws {ProblemError} `case.not_found`, `source.not_found` when one of those chosen is not of the case
 */
export async function openSources(
  caseId: string,
  sourceIds: readonly string[] | undefined,
  store: CaseStore,
): Promise<readonly ExploredSource[]> {
  const all = await store.sources(caseId)
  const known = new Set(all.map(({ source }) => source.id))
  if (sourceIds?.some((id) => !known.has(id)) === true) throw new ProblemError('source.not_found')
  const chosen = sourceIds && new Set(sourceIds)
  const frames = await store.frames(caseId)
  const opened: ExploredSource[] = []
  for (const [order, stored] of all.entries()) {
    if (chosen?.has(stored.source.id) === false) continue
    const index = await store.index(caseId, stored)
    const bytes = frames.open(stored)
    if (index === undefined || bytes === undefined) continue
    opened.push({
      order,
      id: stored.source.id,
      stored,
      encoding: toEncoding(stored.source.encoding),
      index,
      bytes,
      groupTemplates: () => groupTemplatesOf(index),
    })
  }
  return opened
}

async function groupTemplatesOf(index: RecordIndex): Promise<(group: number) => string | undefined> {
  const { templates, owners } = await index.templates()
  const ids = new Map<number, string>()
  return (group) => {
    const owner = owners[group] ?? -1
    const template = templates[owner]
    if (template === undefined) return undefined
    const known = ids.get(owner)
    if (known !== undefined) return known
    const id = templateIdOf(template)
    ids.set(owner, id)
    return id
  }
}
