import { type Finding, INSTALLATION_KEY, MAX_RECURRENCES, type Recurrence, type Solved } from '@faultmaven/contracts'
import { type KeyRing, keyedHash, openRecord, sealRecord } from '@faultmaven/security'
import type { Kv, KvEntry } from '@faultmaven/storage'
import { instant } from '../cases/case-record.ts'
import { rowText, rowValue } from '../cases/rows.ts'
import { fingerprintOf } from './fingerprint.ts'

const FOLDER = 'recurrence/'
const PAGE = 1000
/** A trouble is the same when it shares this part of the hashes of the smaller of the two, and at least so many. */
const SAME_SHARE = 0.5
const SAME_LEAST = 2

/** How often the like was solved before. */
export type Seen = { readonly times: number; readonly last: string; readonly runbook?: string }

/** Solved cases that users let the installation remember: keyed hashes, time and runbook, no text. They outlive their cases. */
export type Recurrences = {
  /** Once for each id. The findings are those of the cause. */
  remember(entry: {
    readonly id: string
    readonly userId: string
    readonly solved: Solved
    readonly findings: readonly Finding[]
  }): Promise<void>
  /** Solved cases of the user that left enough of the same hashes; undefined when there is none. `id`s of the case itself do not count. */
  seen(userId: string, findings: readonly Finding[], own: ReadonlySet<string>): Promise<Seen | undefined>
  list(userId: string): Promise<Recurrence[]>
  /** @returns how many were forgotten */
  forget(userId: string, id?: string): Promise<number>
}

type Stored = {
  readonly solvedAt: string
  readonly runbook?: string | undefined
  readonly hashes: readonly string[]
}
type Entry = Stored & { readonly id: string; readonly place: string }
type Deps = { readonly kv: Kv; readonly keyRing: KeyRing; readonly now: () => number }

export function createRecurrences({ kv, keyRing, now }: Deps): Recurrences {
  async function ofUser(userId: string): Promise<Entry[]> {
    const key = await keyRing.get(INSTALLATION_KEY)
    if (key === undefined) return []
    const folder = folderOf(userId, key)
    const entries: Entry[] = []
    let page = await kv.list(folder, { limit: PAGE })
    while (page.length > 0) {
      entries.push(...page.map((row) => entryOf(row, folder, key)))
      page = await kv.list(folder, { after: page.at(-1)!.key, limit: PAGE })
    }
    return entries.toSorted((a, b) => (a.solvedAt < b.solvedAt ? -1 : 1))
  }

  async function forget(userId: string, id?: string): Promise<number> {
    const meant = (await ofUser(userId)).filter((entry) => id === undefined || entry.id === id)
    for (const { place } of meant) await kv.delete(place)
    return meant.length
  }

  return {
    async remember({ id, userId, solved, findings }) {
      const key = await keyRing.create(INSTALLATION_KEY)
      const place = folderOf(userId, key) + id
      if (await kv.get(place)) return
      const hashes = fingerprintOf(findings, key)
      if (hashes.length === 0) return
      const known = await ofUser(userId)
      // The oldest gives way.
      if (known.length >= MAX_RECURRENCES) await kv.delete(known[0]!.place)
      const stored: Stored = { solvedAt: instant(now()), hashes, ...solved }
      await kv.set(place, sealRecord(key, place, rowValue(stored)))
    },
    async seen(userId, findings, own) {
      const others = (await ofUser(userId)).filter(({ id }) => !own.has(id))
      const key = others.length === 0 ? undefined : await keyRing.get(INSTALLATION_KEY)
      if (key === undefined) return undefined
      const hashes = new Set(fingerprintOf(findings, key))
      const same = others.filter((other) => isSame(other.hashes, hashes))
      const last = same.at(-1)
      const runbook = same.findLast((one) => one.runbook !== undefined)?.runbook
      return last && { times: same.length, last: last.solvedAt, ...(runbook !== undefined && { runbook }) }
    },
    async list(userId) {
      const entries = await ofUser(userId)
      return entries.map(({ id, solvedAt, runbook, hashes }) => ({
        id,
        solvedAt,
        hashes: hashes.length,
        ...(runbook !== undefined && { runbook }),
      }))
    },
    forget,
  }
}

/** Where the recurrences of a user lie; the name of the place does not tell whose they are. */
function folderOf(userId: string, key: Uint8Array): string {
  return `${FOLDER}${Buffer.from(keyedHash(key, `user ${userId}`)).toString('hex')}/`
}

function entryOf({ key: place, value }: KvEntry, folder: string, key: Uint8Array): Entry {
  const stored: Stored = JSON.parse(rowText(openRecord(key, place, value)))
  return { ...stored, place, id: place.slice(folder.length) }
}

/** A cause known by one hash only is the same when that one is there. */
function isSame(solved: readonly string[], now: ReadonlySet<string>): boolean {
  const common = solved.filter((hash) => now.has(hash)).length
  return common >= Math.min(SAME_LEAST, solved.length) && common >= SAME_SHARE * Math.min(solved.length, now.size)
}
