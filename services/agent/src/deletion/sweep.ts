import { isOpen } from '../turns/turn-log.ts'
import type { CaseEntry } from '../cases/case-index.ts'
import type { Deletions, DeletionParts } from './delete-case.ts'

type Options = Pick<DeletionParts, 'cases' | 'index' | 'now'> & {
  readonly deletions: Deletions
  readonly onError: (error: unknown, place: { readonly caseId: string }) => void
}

/**
 * Ends the cases whose time is over and finishes deletions that were cut. A case with a turn at work waits for its end; one that
 * cannot be ended now (data-processing is away) is told to `onError` and tried again at the next sweep.
 */
export async function sweepCases(options: Options): Promise<void> {
  for await (const entry of options.index.all()) {
    try {
      if (await isDue(options, entry)) await options.deletions.end(entry, 'expired')
    } catch (error) {
      options.onError(error, { caseId: entry.caseId })
    }
  }
}

async function isDue({ cases, now }: Options, { caseId, deletion, expiresAtMs }: CaseEntry): Promise<boolean> {
  if (deletion) return true
  if (expiresAtMs > now()) return false
  const openCase = await cases.load(caseId)
  return !openCase?.state().record.turns.some(isOpen)
}
