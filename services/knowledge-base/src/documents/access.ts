import { type Principal, ProblemError } from '@faultmaven/rpc'
import type { DocumentScope } from '@faultmaven/contracts'
import type { DocumentRecord } from './document-record.ts'

type Owned = Pick<DocumentRecord, 'owner' | 'scope'>

/** Whether a document exists for somebody: for others it is nowhere, not in a list, a count, a rank or an error. */
export function mayRead({ owner, scope }: Owned, { userId, teamIds }: Principal): boolean {
  if (scope.kind === 'global' || owner === userId) return true
  return scope.kind === 'team' && teamIds.includes(scope.teamId)
}

/** Its owner may change it, a team what is the team's, an admin what is everybody's. */
export function mayChange({ owner, scope }: Owned, { userId, teamIds, roles }: Principal): boolean {
  if (owner === userId) return true
  if (scope.kind === 'team') return teamIds.includes(scope.teamId)
  return scope.kind === 'global' && roles.includes('admin')
}

/** @throws {ProblemError} `auth.forbidden` for who may change a document but not who sees it: a member could hide it from the team */
export function requireOwner({ owner }: Owned, { userId, roles }: Principal): void {
  if (owner === userId || roles.includes('admin')) return
  throw new ProblemError('auth.forbidden', { detail: 'Only the owner of a document and admins change who sees it' })
}

export function isSameScope(one: DocumentScope, other: DocumentScope): boolean {
  return one.kind === other.kind && (one.kind !== 'team' || other.kind !== 'team' || one.teamId === other.teamId)
}

/**
 * The scope that was asked for.
 * @throws {ProblemError} `auth.forbidden` for a team of others, and for everybody unless an admin asks
 */
export function requireScope(
  kind: DocumentScope['kind'],
  teamId: string | undefined,
  { teamIds, roles }: Principal,
): DocumentScope {
  if (kind === 'user') return { kind }
  if (kind === 'team') {
    if (teamId !== undefined && teamIds.includes(teamId)) return { kind, teamId }
    throw new ProblemError('auth.forbidden', { detail: 'A document can only be shared with a team that you belong to' })
  }
  if (roles.includes('admin')) return { kind }
  throw new ProblemError('auth.forbidden', { detail: 'Only an admin can share a document with everybody' })
}

/**
 * A document that the caller may change.
 * @throws {ProblemError} `document.not_found` also when it is there and not the caller's to change
 */
export function requireChange(record: DocumentRecord | undefined, principal: Principal): DocumentRecord {
  if (!record || !mayChange(record, principal)) throw new ProblemError('document.not_found')
  return record
}
