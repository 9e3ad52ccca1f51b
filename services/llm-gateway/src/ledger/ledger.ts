import { randomBytes } from 'node:crypto'
import type { EgressEntry } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { KeyDestroyedError, keyedHash, openRecord, sealRecord } from '@faultmaven/security'
import type { Kv, KvEntry } from '@faultmaven/storage'
import type { Owner } from '../owner.ts'

/** What left, when and where to. The body can be opened while its case lives; the row about it stays. */
export type Ledger = {
  /**
   * Notes a body that is about to leave; it is written within a quarter of a second, many at once.
   * @throws {KeyDestroyedError} once the case has ended; what the last write threw, so that nothing leaves that cannot be noted
   */
  note(owner: Owner, key: Uint8Array, sent: Sent): void
  /** Oldest first. */
  list(owner: Owner): Promise<EgressEntry[]>
  /** @throws {ProblemError} `case.not_found` */
  read(owner: Owner, egressId: string): Promise<string>
  /** Writes what waits. */
  flush(): Promise<void>
}
type Sent = Pick<EgressEntry, 'provider' | 'model' | 'host'> & { readonly body: string }

/** A write costs a disk's acknowledgement whatever it holds, and a seal its nonce and keys: what was noted in so many milliseconds shares them. */
const WRITE_EVERY_MS = 250
/** As much of bodies is written at once, and held in memory at most. */
const MAX_WAITING_CHARACTERS = 4e6
const PAGE = 100

type Entry = Omit<EgressEntry, 'egressId'>
/** One row: what one owner sent in one stretch. */
type Noted = { readonly entry: Entry; readonly body: string }[]
/** A row that is not written yet, as bytes of JSON: strings that wait so long are moved about by the garbage collector meanwhile, for all requests to feel. */
type Waiting = { readonly owner: Owner; readonly key: Uint8Array; readonly entries: Buffer[]; readonly noted: Buffer[] }

export function createLedger({ kv, now }: { readonly kv: Kv; readonly now: () => number }): Ledger {
  let waiting = new Map<string, Waiting>()
  let characters = 0
  let timer: NodeJS.Timeout | undefined
  let failure: { readonly error: unknown } | undefined
  let writing: Promise<void> = Promise.resolve()
  let sequence = 0
  /** Other processes write, too. */
  const writer = randomBytes(4).toString('hex')

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.catch(() => {}).then(write)
    return writing
  }
  async function write(): Promise<void> {
    const batch = [...waiting.values()]
    if (batch.length === 0) return
    waiting = new Map()
    characters = 0
    try {
      await kv.batch('', batch.flatMap(toRows))
      failure = undefined
    } catch (error) {
      for (const one of batch) add(one)
      failure = { error }
      throw error
    }
  }
  function toRows({ owner, key, entries, noted }: Waiting) {
    const id = [String(now()).padStart(14, '0'), (sequence++).toString(36).padStart(6, '0'), writer].join('-')
    const known = {
      set: `egress/${id}`,
      value: Buffer.concat([Buffer.from(`{"owner":${JSON.stringify(owner.id)},"entries":`), toArray(entries), Buffer.from('}')]),
    }
    const place = `${owner.prefix}egress/${id}`
    try {
      return [known, { set: place, value: sealRecord(key, place, toArray(noted)) }]
    } catch (error) {
      // The case has ended meanwhile: that something left is known all the same.
      if (error instanceof KeyDestroyedError) return [known]
      throw error
    }
  }
  function add(more: Waiting): void {
    const earlier = waiting.get(more.owner.prefix)
    if (!earlier) return void waiting.set(more.owner.prefix, more)
    earlier.entries.push(...more.entries)
    earlier.noted.push(...more.noted)
  }

  return {
    note(owner, key, { provider, model, host, body }) {
      timer ??= setTimeout(() => void flush().catch(() => {}), WRITE_EVERY_MS)
      if (failure) throw failure.error
      const hash = Buffer.from(keyedHash(key, body)).toString('hex')
      const entry: Entry = { at: new Date(now()).toISOString(), provider, model, host, bytes: Buffer.byteLength(body), hash }
      const told = JSON.stringify(entry)
      const whole = Buffer.from(`{"entry":${told},"body":${JSON.stringify(body)}}`)
      add({ owner, key, entries: [Buffer.from(told)], noted: [whole] })
      characters += body.length
      if (characters > MAX_WAITING_CHARACTERS) flush().catch(() => {})
    },
    async list(owner) {
      await flush()
      const entries: EgressEntry[] = []
      const prefix = `${owner.prefix}egress/`
      for (let after = prefix; ;) {
        const rows = await kv.list(prefix, { after, limit: PAGE })
        const key = await owner.key()
        for (const row of rows)
          for (const [index, { entry }] of open(key, row).entries())
            entries.push({ egressId: `${row.key.slice(prefix.length)}-${index}`, ...entry })
        if (rows.length < PAGE) return entries
        after = rows.at(-1)!.key
      }
    },
    async read(owner, egressId) {
      await flush()
      const [, row, index] = /^([\da-z]{1,20}-[\da-z]{1,10}-[\da-f]{8})-(\d{1,6})$/.exec(egressId) ?? []
      const entry = row && (await kv.get(`${owner.prefix}egress/${row}`))
      const noted = entry && open(await owner.key(), entry)[Number(index)]
      if (!noted) throw new ProblemError('case.not_found', { detail: 'The ledger of this case has no such entry' })
      return noted.body
    },
    flush,
  }
}

/** JSON texts as one of an array. */
function toArray(items: readonly Buffer[]): Buffer {
  return Buffer.concat([
    Buffer.from('['),
    ...items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item])),
    Buffer.from(']'),
  ])
}
const COMMA = Buffer.from(',')

function open(key: Uint8Array, { key: place, value }: KvEntry): Noted {
  const noted: Noted = JSON.parse(Buffer.from(openRecord(key, place, value)).toString('utf8'))
  return noted
}
