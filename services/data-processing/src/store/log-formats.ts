import { randomUUID } from 'node:crypto'
import type { LogLayout, SavedLogFormat } from '@faultmaven/contracts'
import { INSTALLATION_KEY, MAX_LOG_FORMATS } from '@faultmaven/contracts'
import type { TaughtFormat } from '@faultmaven/logs'
import { ProblemError } from '@faultmaven/rpc'
import { openRecord, sealRecord, type KeyRing } from '@faultmaven/security'
import { microseconds, toInstant } from '@faultmaven/signals'
import type { Kv } from '@faultmaven/storage'

const FOLDER = 'settings/log-format/'

export type NewLogFormat = { readonly title: string; readonly layout: LogLayout; readonly goesFirst: boolean }

/** The formats that users taught, for every case of this instance. Kept until they are deleted. */
export type LogFormats = {
  /** Oldest first. */
  list(): Promise<readonly SavedLogFormat[]>
  /** @throws {ProblemError} `request.invalid` when there are too many, or one of that title */
  save(format: NewLogFormat): Promise<SavedLogFormat>
  /** @returns false when there was none */
  remove(id: string): Promise<boolean>
}

type Deps = { readonly kv: Kv; readonly keyRing: KeyRing; readonly now: () => number }

export function createLogFormats({ kv, keyRing, now }: Deps): LogFormats {
  async function list(): Promise<readonly SavedLogFormat[]> {
    const rows = await kv.list(FOLDER, { limit: MAX_LOG_FORMATS })
    const key = rows.length === 0 ? undefined : await keyRing.get(INSTALLATION_KEY)
    if (key === undefined) return []
    const saved = rows.map((row): SavedLogFormat => JSON.parse(Buffer.from(openRecord(key, row.key, row.value)).toString('utf8')))
    return saved.toSorted((a, b) => (a.savedAt < b.savedAt ? -1 : 1))
  }
  return {
    list,
    async save(format) {
      const known = await list()
      if (known.length >= MAX_LOG_FORMATS) throw invalid(`There are ${MAX_LOG_FORMATS} formats already: delete one first`)
      if (known.some(({ title }) => title === format.title)) throw invalid(`There is a format named “${format.title}” already`)
      const saved = { id: randomUUID(), ...format, savedAt: toInstant(microseconds(now() * 1000)) }
      const place = `${FOLDER}${saved.id}`
      await kv.set(place, sealRecord(await keyRing.create(INSTALLATION_KEY), place, Buffer.from(JSON.stringify(saved))))
      return saved
    },
    async remove(id) {
      const place = `${FOLDER}${id}`
      if ((await kv.get(place)) === undefined) return false
      await kv.delete(place)
      return true
    },
  }
}

/** A format as the reader of logs takes it. */
export function toTaughtFormat({ title, layout, goesFirst }: NewLogFormat): TaughtFormat {
  return { name: `taught: ${title}`, layout, goesFirst }
}

function invalid(detail: string): ProblemError {
  return new ProblemError('request.invalid', { detail, errors: [{ pointer: '/title', detail }] })
}
