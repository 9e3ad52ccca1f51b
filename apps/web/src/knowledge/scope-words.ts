import type { DocumentScope } from '@faultmaven/contracts'

/** Who finds a document, in a word or two. */
export function wordOf(scope: DocumentScope): string {
  return scope.kind === 'user' ? 'private' : scope.kind === 'team' ? `team ${scope.teamId}` : 'for everybody'
}
