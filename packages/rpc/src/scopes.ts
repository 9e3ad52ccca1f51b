import type { Operation, Scope } from '@faultmaven/contracts'
import type { Principal } from './context.ts'
import { ProblemError } from './problem-error.ts'

const READS: readonly Scope[] = ['case:read', 'knowledge:read']
const WRITES: readonly Scope[] = ['case:write', 'case:delete', 'knowledge:write']
const SCOPES_BY_ROLE: ReadonlyMap<string, ReadonlySet<Scope>> = new Map([
  ['viewer', new Set(READS)],
  ['engineer', new Set([...READS, ...WRITES])],
  ['admin', new Set<Scope>([...READS, ...WRITES, 'settings:write'])],
])

/**
 * Lets a principal pass whose roles hold the operation's scope. An unknown role holds none. Whose case it is, is for the service to check.
 * @throws {ProblemError} `auth.forbidden`
 */
export function requireScope({ scope }: Pick<Operation, 'scope'>, { roles }: Principal): void {
  if (scope === 'public' || roles.some((role) => SCOPES_BY_ROLE.get(role)?.has(scope))) return
  throw new ProblemError('auth.forbidden', { detail: `This needs the scope "${scope}", which none of your roles holds` })
}
