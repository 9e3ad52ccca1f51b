import { randomBytes } from 'node:crypto'
import type { Principal } from '@faultmaven/rpc'
import { keyedHash, openRecord, sealRecord } from '@faultmaven/security'
import type { Kv, KvEntry } from '@faultmaven/storage'
import type { Owner } from '../owner.ts'
import type { CachedAnswer } from './exact-cache.ts'
import { haveSameDetails } from './question-details.ts'
import { isSameAnswer } from './same-answer.ts'
import { type Observation, shareToAnswer } from './similarity-bound.ts'

/** A question as it may leave, which says all that its answer hangs on. */
export type KnowledgeQuestion = {
  readonly text: string
  /** Of the model that compares questions. */
  readonly vector: readonly number[]
  /** Whatever else the answer follows from: models, instructions, parameters. Only questions of the same are compared. */
  readonly surroundings: string
  readonly principal: Principal
}
export type Recalled = {
  /** Undefined: it is to be asked afresh. */
  readonly answer: CachedAnswer | undefined
  /** Takes a fresh answer: it teaches the entry that was nearest, or becomes one itself. */
  readonly learn: (fresh: CachedAnswer) => Promise<void>
}
export type SemanticCache = { readonly recall: (question: KnowledgeQuestion) => Promise<Recalled> }

type Options = {
  readonly kv: Kv
  /** Under whose key, and below whose prefix, the answers stand that a caller may get. */
  readonly audienceOf: (principal: Principal) => Promise<Owner>
  readonly ttlMs: number
  /** Of the answers to questions like one that is known, the share that may be wrong. */
  readonly maxErrorRate: number
  readonly now: () => number
  /** 0 ≤ x < 1: which questions teach. */
  readonly random: () => number
}

type Entry = {
  readonly question: string
  /** 32-bit floats in base64. */
  readonly vector: string
  readonly answer: CachedAnswer
  readonly observations: readonly Observation[]
  /** Unix milliseconds. */
  readonly endsMs: number
}
type Found = { readonly place: string; readonly entry: Entry; readonly similarity: number }

/** Of one audience and the same surroundings; the oldest leaves. All are read and compared: 256 of 1,536 numbers are 2 MiB. */
const MAX_ENTRIES = 256
/** The newest stay. */
const MAX_OBSERVATIONS = 100

/**
 * Answers to questions that mean the same, sealed. Each entry learns by itself from which similarity on its answer holds
 * ({@link shareToAnswer}); before, and now and then later, the model is asked.
 */
export function createSemanticCache({ kv, audienceOf, ttlMs, maxErrorRate, now, random }: Options): SemanticCache {
  async function write(owner: Owner, place: string, entry: Entry): Promise<void> {
    const leftMs = entry.endsMs - now()
    if (leftMs <= 0) return
    await kv.set(place, sealRecord(await owner.key(), place, Buffer.from(JSON.stringify(entry))), { ttlMs: leftMs })
  }

  async function add(owner: Owner, folder: string, entry: Entry): Promise<void> {
    const rows = await kv.list(folder)
    for (const { key } of rows.slice(0, Math.max(0, rows.length - MAX_ENTRIES + 1))) await kv.delete(key)
    const name = `${String(now()).padStart(14, '0')}-${randomBytes(6).toString('hex')}`
    await write(owner, folder + name, entry)
  }

  return {
    async recall({ text, vector, surroundings, principal }) {
      const owner = await audienceOf(principal)
      const key = await owner.key()
      const folder = `${owner.prefix}answers/${Buffer.from(keyedHash(key, surroundings)).toString('hex', 0, 16)}/`
      const entries = (await kv.list(folder)).map((row) => ({ place: row.key, entry: open(key, row) }))
      const nearest = nearestOf(entries, { text, vector, nowMs: now() })
      const share = nearest ? shareToAnswer(nearest.entry.observations, nearest.similarity, maxErrorRate) : 0
      return {
        answer: nearest && random() < share ? nearest.entry.answer : undefined,
        async learn(fresh) {
          const isSame = nearest !== undefined && isSameAnswer(nearest.entry.answer.text, fresh.text)
          if (nearest) {
            const observations = [...nearest.entry.observations, { similarity: nearest.similarity, isSame }]
            await write(owner, nearest.place, { ...nearest.entry, observations: observations.slice(-MAX_OBSERVATIONS) })
          }
          const entry = { question: text, vector: pack(vector), answer: fresh, observations: [], endsMs: now() + ttlMs }
          if (!isSame) await add(owner, folder, entry)
        },
      }
    },
  }
}

type Asked = { readonly text: string; readonly vector: readonly number[]; readonly nowMs: number }

/** The most similar of those that share every detail. */
function nearestOf(entries: readonly Omit<Found, 'similarity'>[], { text, vector, nowMs }: Asked): Found | undefined {
  return entries
    .filter(({ entry }) => entry.endsMs > nowMs && haveSameDetails(text, entry.question, 'same'))
    .map((one) => ({ ...one, similarity: cosine(vector, unpack(one.entry.vector)) }))
    .reduce<Found | undefined>((best, one) => (best && best.similarity >= one.similarity ? best : one), undefined)
}

/** −1 to 1; 0 for vectors of two lengths, and for one that is zero. */
function cosine(one: readonly number[], other: Float32Array): number {
  if (one.length !== other.length) return 0
  let [product, ours, theirs] = [0, 0, 0]
  for (const [index, value] of one.entries()) {
    product += value * other[index]!
    ours += value * value
    theirs += other[index]! * other[index]!
  }
  return ours === 0 || theirs === 0 ? 0 : product / Math.sqrt(ours * theirs)
}

function pack(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64')
}

/** Copied, because a buffer may begin where no float may. */
function unpack(packed: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(packed, 'base64')).buffer)
}

function open(key: Uint8Array, { key: place, value }: KvEntry): Entry {
  const entry: Entry = JSON.parse(Buffer.from(openRecord(key, place, value)).toString('utf8'))
  return entry
}
