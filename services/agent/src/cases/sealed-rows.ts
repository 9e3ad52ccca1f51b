import { KeyDestroyedError, type KeyRing, openRecord, sealRecord } from '@faultmaven/security'
import type { Kv, KvEntry } from '@faultmaven/storage'
import type { Rows } from './rows.ts'

type Options = { readonly kv: Kv; readonly keyRing: KeyRing; readonly caseId: string }

/** Keys of everything that a case keeps, sealed. */
export function casePrefix(caseId: string): string {
  return `case/${caseId}/`
}

/**
 * The rows of a case, each sealed under the case's `state` key with its store key as context, so that none can be moved.
 * @throws {KeyDestroyedError} from every function once the case is shredded
 */
export function createSealedRows({ kv, keyRing, caseId }: Options): Rows {
  const prefix = casePrefix(caseId)

  async function key(): Promise<Uint8Array> {
    // Asked for each time: shredding takes effect at once and no copy is kept here.
    const found = await keyRing.get(caseId)
    if (!found) throw new KeyDestroyedError('The key of this case was destroyed')
    return found
  }

  function openRow(caseKey: Uint8Array, { key: name, value }: KvEntry) {
    return { name: name.slice(prefix.length), value: openRecord(caseKey, name, value) }
  }

  return {
    async get(name) {
      const entry = await kv.get(prefix + name)
      return entry && openRow(await key(), entry).value
    },
    async list(names, { after, limit } = {}) {
      const options = { ...(after === undefined ? {} : { after: prefix + after }), ...(limit === undefined ? {} : { limit }) }
      const entries = await kv.list(prefix + names, options)
      const caseKey = await key()
      return entries.map((entry) => openRow(caseKey, entry))
    },
    async write(changes) {
      const caseKey = await key()
      const seal = (name: string, value: Uint8Array) => ({ set: name, value: sealRecord(caseKey, name, value) })
      const operations = changes.map((change) =>
        'set' in change ? seal(prefix + change.set, change.value) : { delete: prefix + change.delete },
      )
      await kv.batch(prefix, operations)
    },
  }
}
