import type { DraftFinding, ExaminedSource } from '../draft.ts'

/** What only several sources together say. */
export function relateSources(_sources: readonly ExaminedSource[]): DraftFinding[] {
  return []
}
