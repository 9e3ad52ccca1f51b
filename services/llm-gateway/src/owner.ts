import { createHash } from 'node:crypto'
import type { Principal } from '@faultmaven/rpc'
import { ProblemError } from '@faultmaven/rpc'
import type { KeyRing } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'

/** For whom something is withheld, kept and noted: a case, a caller outside of any, or the people of the same teams. */
export type Owner = {
  /** The case, or the name of the key. */
  readonly id: string
  /** Below which its rows stand. */
  readonly prefix: string
  /** Asked again after each wait: a destroyed key holds zeros. @throws {ProblemError} `case.not_found` once the case has ended */
  readonly key: () => Promise<Uint8Array>
}

/** Longer than any turn could still run. */
const ENDED_MS = 24 * 3_600_000
const MAX_CALLERS = 1000

export type Owners = {
  /** Makes the key of a case that is new. @throws {ProblemError} `case.not_found` for a case that has ended */
  ofCase(caseId: string): Promise<Owner>
  /** A case that is known here. */
  find(caseId: string): Promise<Owner | undefined>
  ofPrincipal(principal: Principal): Promise<Owner>
  /** All who are in the very same teams as a caller, and nobody else: who is in none is alone. */
  readonly ofAudience: (principal: Principal) => Promise<Owner>
  /** Destroys the key, for good: what comes late does not bring it back. @returns whether there was one */
  end(caseId: string): Promise<boolean>
}

export function createOwners({ kv, keyRing }: { readonly kv: Kv; readonly keyRing: KeyRing }): Owners {
  const owner = (id: string, prefix: string): Owner => ({
    id,
    prefix,
    async key() {
      const key = await keyRing.get(id)
      if (key === undefined) throw new ProblemError('case.not_found')
      return key
    },
  })
  const caseOwner = (caseId: string) => owner(caseId, `case/${caseId}/`)
  /** Callers seen last, so that their names are not hashed with each request. */
  const callers = new Map<string, Owner>()
  const meetCaller = (userId: string) => {
    const id = keyNameOf(`caller ${userId}`)
    const caller = owner(id, `caller/${id}/`)
    if (callers.size >= MAX_CALLERS) callers.clear()
    callers.set(userId, caller)
    return caller
  }
  const ofPrincipal = async ({ userId }: Principal) => {
    const caller = callers.get(userId) ?? meetCaller(userId)
    if ((await keyRing.get(caller.id)) === undefined) await keyRing.create(caller.id)
    return caller
  }
  return {
    async ofCase(caseId) {
      if ((await keyRing.get(caseId)) === undefined) {
        if ((await kv.get(`ended/${caseId}`)) !== undefined) throw new ProblemError('case.not_found')
        await keyRing.create(caseId)
      }
      return caseOwner(caseId)
    },
    find: async (caseId) => ((await keyRing.get(caseId)) === undefined ? undefined : caseOwner(caseId)),
    ofPrincipal,
    async ofAudience(principal) {
      const teams = [...new Set(principal.teamIds)].toSorted()
      if (teams.length === 0) return ofPrincipal(principal)
      const id = keyNameOf(`teams ${JSON.stringify(teams)}`)
      if ((await keyRing.get(id)) === undefined) await keyRing.create(id)
      return owner(id, `team/${id}/`)
    },
    async end(caseId) {
      await kv.set(`ended/${caseId}`, new Uint8Array(), { ttlMs: ENDED_MS })
      return keyRing.destroy(caseId)
    },
  }
}

/** Keys are named by UUIDs: this one follows from whose it is (RFC 9562, version 8), so no case has it, for theirs are random. */
function keyNameOf(whose: string): string {
  const hex = createHash('sha256').update(whose).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
