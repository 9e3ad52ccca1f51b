import type { ModelAsked } from '@faultmaven/contracts'
import { keyedHash, openRecord, sealRecord } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import type { Owner } from '../owner.ts'
import type { ProviderAnswer } from '../providers/provider.ts'

/** An answer as it came, nothing restored, and the model that gave it. */
export type CachedAnswer = ProviderAnswer & { readonly model: string }

/** Answers to the very same requests of one case. Under its key, so that no other case could read or even find one. */
export type ExactCache = {
  get(owner: Owner, place: string): Promise<CachedAnswer | undefined>
  put(owner: Owner, place: string, answer: CachedAnswer): Promise<void>
}

/** Raised when the same redacted request would come to mean another answer. */
const VERSION = 1

/**
 * Where the answer to a redacted request stands; undefined when it may be another each time.
 * @param model what is asked first, and what else decides which model answers
 */
export async function cachePlace(owner: Owner, model: string, redacted: ModelAsked): Promise<string | undefined> {
  const { timeoutMs: _howLong, ...asked } = redacted
  if ((asked.parameters?.temperature ?? 0) > 0) return undefined
  const hash = keyedHash(await owner.key(), JSON.stringify([VERSION, model, asked]))
  return `${owner.prefix}cache/${Buffer.from(hash).toString('hex')}`
}

export function createExactCache(kv: Kv): ExactCache {
  return {
    async get(owner, place) {
      const row = await kv.get(place)
      if (row === undefined) return undefined
      const answer: CachedAnswer = JSON.parse(Buffer.from(openRecord(await owner.key(), place, row.value)).toString('utf8'))
      return answer
    },
    async put(owner, place, answer) {
      await kv.set(place, sealRecord(await owner.key(), place, Buffer.from(JSON.stringify(answer))))
    },
  }
}
