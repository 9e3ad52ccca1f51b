import { type Principal, ProblemError } from '@faultmaven/rpc'
import type { KeyRing } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import type { CaseEntry, CaseIndex } from './case-index.ts'
import type { CaseRecord } from './case-record.ts'
import { createOpenCase, type OpenCase, openCase } from './open-case.ts'
import { createSealedRows } from './sealed-rows.ts'

/** The cases of this agent. A stranger's case is the same 404 as a missing one. */
export type Cases = {
  /** @throws {ProblemError} `case.not_found` */
  find(caseId: string, principal: Principal): Promise<OpenCase>
  /** The case, made with a key of its own if it is new. @throws {ProblemError} `case.not_found` when it is a stranger's or was ended */
  findOrCreate(caseId: string, principal: Principal, retentionHours: number): Promise<OpenCase>
  /** The case whoever owns it; undefined when there is none or its deletion has begun. */
  load(caseId: string): Promise<OpenCase | undefined>
  /** Cases of one owner, newest first. */
  listOf(principal: Principal): Promise<readonly OpenCase[]>
  /** Notes how long the case lives. */
  extend(record: CaseRecord): Promise<void>
  /** Lets go of what is in memory. */
  forget(caseId: string): void
  /** Told of every case made: readers of a case that is not there yet look again. */
  onCreated(listener: () => void): void
}

type Options = { readonly kv: Kv; readonly keyRing: KeyRing; readonly index: CaseIndex; readonly now: () => number }
const HOUR_MS = 3_600_000

/** One process owns its store (the app claims the data folder), so a case is taken up from its rows at most once. */
export function createCases({ kv, keyRing, index, now }: Options): Cases {
  const taken = new Map<string, Promise<OpenCase | undefined>>()
  const listeners: (() => void)[] = []

  function takeUp(caseId: string, open: () => Promise<OpenCase | undefined>): Promise<OpenCase | undefined> {
    const known = taken.get(caseId)
    if (known) return known
    const opening = open()
    taken.set(caseId, opening)
    const letGo = () => {
      if (taken.get(caseId) === opening) taken.delete(caseId)
    }
    opening.then((opened) => opened ?? letGo(), letGo)
    return opening
  }

  function load(caseId: string): Promise<OpenCase | undefined> {
    return takeUp(caseId, async () => {
      const entry = await index.get(caseId)
      return entry && !entry.deletion ? openEntry(entry) : undefined
    })
  }

  async function openEntry({ caseId }: CaseEntry): Promise<OpenCase | undefined> {
    if (!(await keyRing.has(caseId))) return undefined
    return openCase(createSealedRows({ kv, keyRing, caseId }), now)
  }

  async function find(caseId: string, principal: Principal): Promise<OpenCase> {
    const found = await load(caseId)
    if (found && isOwner(found, principal)) return found
    throw new ProblemError('case.not_found')
  }

  async function findOrCreate(caseId: string, principal: Principal, retentionHours: number): Promise<OpenCase> {
    const found = (await load(caseId)) ?? (await takeUp(caseId, () => create(caseId, principal, retentionHours)))
    if (found && isOwner(found, principal)) return found
    throw new ProblemError('case.not_found')
  }

  async function create(caseId: string, principal: Principal, retentionHours: number): Promise<OpenCase | undefined> {
    if (await wasEnded(caseId)) throw new ProblemError('case.not_found', { detail: 'The case was ended' })
    const createdAtMs = now()
    const record: CaseRecord = {
      caseId,
      principal,
      createdAtMs,
      retentionHours,
      expiresAtMs: createdAtMs + retentionHours * HOUR_MS,
      turns: [],
    }
    await keyRing.create(caseId)
    await extend(record)
    const created = createOpenCase({ record, lastEventId: 0 }, createSealedRows({ kv, keyRing, caseId }), now)
    for (const listener of listeners) listener()
    return created
  }

  async function wasEnded(caseId: string): Promise<boolean> {
    const entry = await index.get(caseId)
    return entry?.deletion !== undefined || (await kv.get(`receipt/${caseId}`)) !== undefined
  }

  async function listOf({ userId }: Principal): Promise<readonly OpenCase[]> {
    const cases: OpenCase[] = []
    for await (const entry of index.all()) {
      const found = entry.userId === userId ? await load(entry.caseId) : undefined
      if (found) cases.push(found)
    }
    return cases.sort((a, b) => b.state().record.createdAtMs - a.state().record.createdAtMs)
  }

  async function extend({ caseId, principal: { userId }, createdAtMs, expiresAtMs }: CaseRecord): Promise<void> {
    await index.set({ caseId, userId, createdAtMs, expiresAtMs })
  }

  return {
    find,
    findOrCreate,
    load,
    listOf,
    extend,
    forget: (caseId) => void taken.delete(caseId),
    onCreated: (listener) => void listeners.push(listener),
  }
}

function isOwner(openCase: OpenCase, { userId }: Principal): boolean {
  return openCase.state().record.principal.userId === userId
}
