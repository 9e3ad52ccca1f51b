import type { Kv, KvEntry } from '@faultmaven/storage'

/** All keys of the knowledge base, so that what belongs together is written together. */
export const ROOT = 'knowledge/'
const PAGE = 1000

/** Of one {@link Kv.batch}. */
export type Operation = Parameters<Kv['batch']>[1][number]

export function entryKey(kind: string, id: string): string {
  return `${ROOT}${kind}/${id}`
}

export async function* eachEntry(kv: Kv, prefix: string): AsyncGenerator<KvEntry, void> {
  for (let after = ''; ;) {
    const page = await kv.list(prefix, { after, limit: PAGE })
    yield* page
    const last = page.at(-1)
    if (page.length < PAGE || !last) return
    after = last.key
  }
}

export function setEntry(name: string, value: unknown): Operation {
  return { set: name, value: Buffer.from(JSON.stringify(value)) }
}

/** Only the knowledge base writes these values: what was written under a kind of key is read as that. */
export function readEntry(value: Uint8Array) {
  return JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString())
}
