import { randomBytes } from 'node:crypto'
import type { EgressEntry } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { keyedHash, openRecord, sealRecord } from '@faultmaven/security'
import type { Kv, KvEntry } from '@faultmaven/storage'
import type { Owner } from '../owner.ts'

/** What left, when and where to. The body can be opened while its case lives; the row about it stays. */
export type Ledger = {
  /**
   * Notes a body that is about to leave; it is written within a quarter of a second, many at once.
   * @throws {KeyDestroyedError} once the case has ended; what the last write threw, so that nothing leaves that cannot be noted
   */
  note(owner: Owner, key: Uint8Array, sent: Pick<EgressEntry, 'provider' | 'model' | 'host'> & { readonly body: string }): void
  /** Oldest first. */
  list(owner: Owner): Promise<EgressEntry[]>
  /** @throws {ProblemError} `case.not_found` */
  read(owner: Owner, egressId: string): Promise<string>
  /** Writes what waits. */
  flush(): Promise<void>
}

/** A write costs a disk's acknowledgement whatever it holds: one in so many milliseconds is enough. */
const WRITE_EVERY_MS = 250
const PAGE = 500
type Write = { readonly set: string; readonly value: Uint8Array }

export function createLedger({ kv, now }: { readonly kv: Kv; readonly now: () => number }): Ledger {
  let waiting: Write[] = []
  let timer: NodeJS.Timeout | undefined
  let lastMs = -Infinity
  let sequence = 0
  /** Other processes write, too. */
  const writer = randomBytes(4).toString('hex')
  let failure: { readonly error: unknown } | undefined
  let writing: Promise<void> = Promise.resolve()

  function schedule(): void {
    timer ??= setTimeout(() => void flush().catch(() => {}), Math.max(0, lastMs + WRITE_EVERY_MS - performance.now()))
  }
  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.catch(() => {}).then(write)
    return writing
  }
  async function write(): Promise<void> {
    const rows = waiting
    if (rows.length === 0) return
    waiting = []
    lastMs = performance.now()
    try {
      await kv.batch('', rows)
      failure = undefined
    } catch (error) {
      waiting = [...rows, ...waiting]
      failure = { error }
      throw error
    }
  }
  function newId(): string {
    sequence = (sequence + 1) % 36 ** 4
    return [String(now()).padStart(14, '0'), sequence.toString(36).padStart(4, '0'), writer].join('-')
  }

  return {
    note(owner, key, { body, ...sent }) {
      if (failure) {
        schedule()
        throw failure.error
      }
      const egressId = newId()
      const entry: EgressEntry = {
        egressId,
        at: new Date(now()).toISOString(),
        ...sent,
        bytes: Buffer.byteLength(body),
        hash: Buffer.from(keyedHash(key, body)).toString('hex'),
      }
      const place = placeOf(owner, egressId)
      waiting.push(
        { set: place, value: sealRecord(key, place, Buffer.from(JSON.stringify({ entry, body }))) },
        { set: `egress/${egressId}`, value: Buffer.from(JSON.stringify({ ...entry, owner: owner.id })) },
      )
      schedule()
    },
    async list(owner) {
      await flush()
      const entries: EgressEntry[] = []
      const prefix = `${owner.prefix}egress/`
      for (let after = prefix; ;) {
        const rows = await kv.list(prefix, { after, limit: PAGE })
        const key = await owner.key()
        for (const row of rows) entries.push(openNoted(key, row).entry)
        if (rows.length < PAGE) return entries
        after = rows.at(-1)!.key
      }
    },
    async read(owner, egressId) {
      await flush()
      const row = /^[\da-z-]{1,60}$/.test(egressId) ? await kv.get(placeOf(owner, egressId)) : undefined
      if (!row) throw new ProblemError('case.not_found', { detail: 'The ledger of this case has no such entry' })
      return openNoted(await owner.key(), row).body
    },
    flush,
  }
}

type Noted = { readonly entry: EgressEntry; readonly body: string }

function openNoted(key: Uint8Array, { key: place, value }: KvEntry): Noted {
  const noted: Noted = JSON.parse(Buffer.from(openRecord(key, place, value)).toString('utf8'))
  return noted
}

function placeOf({ prefix }: Owner, egressId: string): string {
  return `${prefix}egress/${egressId}`
}
