import { KeyDestroyedError, openRecord, sealRecord, type KeyRing } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'

/** JSON values of cases in the key-value store, sealed each under its case's key and bound to its place. */
export type SealedRecords = {
  /** @param path below the case, `source/<id>` */
  get<T>(caseId: string, path: string): Promise<T | undefined>
  /** Every value under a folder of the case, in key order. */
  list<T>(caseId: string, folder: string): Promise<readonly T[]>
  put(caseId: string, path: string, value: unknown): Promise<void>
  /** All or nothing. */
  putAll(caseId: string, rows: readonly { readonly path: string; readonly value: unknown }[]): Promise<void>
  removeAll(caseId: string, folder: string): Promise<void>
  remove(caseId: string, paths: readonly string[]): Promise<void>
}

const PAGE = 500

export function createSealedRecords({ kv, keyRing }: { readonly kv: Kv; readonly keyRing: KeyRing }): SealedRecords {
  async function seal(
    caseId: string,
    path: string,
    value: unknown,
  ): Promise<{ readonly set: string; readonly value: Uint8Array }> {
    const key = keyOf(caseId, path)
    const caseKey = await keyRing.get(caseId)
    // Only openTurn makes keys: what writes late must not bring the key of an ended case back.
    if (caseKey === undefined) throw new KeyDestroyedError()
    return { set: key, value: sealRecord(caseKey, key, Buffer.from(JSON.stringify(value))) }
  }
  /** The type is the store's contract: what stands at a path was written by the same code for that path, and its seal holds. */
  async function unseal<T>(caseId: string, key: string, sealed: Uint8Array): Promise<T | undefined> {
    const caseKey = await keyRing.get(caseId)
    if (caseKey === undefined) return undefined
    const value: T = JSON.parse(Buffer.from(openRecord(caseKey, key, sealed)).toString('utf8'))
    return value
  }
  async function* rows(prefix: string) {
    for (let after: string | undefined; ;) {
      const page = await kv.list(prefix, { limit: PAGE, ...(after === undefined ? {} : { after }) })
      yield* page
      after = page.at(-1)?.key
      if (page.length < PAGE) return
    }
  }
  return {
    async get<T>(caseId: string, path: string) {
      const entry = await kv.get(keyOf(caseId, path))
      return entry && (await unseal<T>(caseId, entry.key, entry.value))
    },
    async list<T>(caseId: string, folder: string) {
      const values: T[] = []
      for await (const row of rows(`${keyOf(caseId, folder)}/`)) {
        const value = await unseal<T>(caseId, row.key, row.value)
        if (value !== undefined) values.push(value)
      }
      return values
    },
    async put(caseId, path, value) {
      const row = await seal(caseId, path, value)
      await kv.set(row.set, row.value)
    },
    async putAll(caseId, values) {
      const sealed = []
      for (const { path, value } of values) sealed.push(await seal(caseId, path, value))
      if (sealed.length > 0) await kv.batch(`case/${caseId}/`, sealed)
    },
    async removeAll(caseId, folder) {
      const keys: string[] = []
      for await (const row of rows(`${keyOf(caseId, folder)}/`)) keys.push(row.key)
      if (keys.length > 0)
        await kv.batch(
          `case/${caseId}/`,
          keys.map((key) => ({ delete: key })),
        )
    },
    async remove(caseId, paths) {
      const prefix = `case/${caseId}/`
      if (paths.length > 0)
        await kv.batch(
          prefix,
          paths.map((path) => ({ delete: keyOf(caseId, path) })),
        )
    },
  }
}

function keyOf(caseId: string, path: string): string {
  return `case/${caseId}/${path}`
}
