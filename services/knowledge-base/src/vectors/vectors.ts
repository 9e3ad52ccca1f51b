/** What makes vectors comparable: those of another model, or of another length, lie in another space. */
export type VectorSpace = { readonly model: string; readonly dimension: number }

/** Who may find a document; as the document's record says it. */
export type Audience = {
  /** User id of the owner, who always may. */
  readonly owner: string
  /** `user` for the owner alone, `team:<id>`, or `global`. */
  readonly scope: string
}
export type EmbeddedDocument = Audience & {
  readonly documentId: string
  /** Names the version, as in the lexical index. */
  readonly key: string
  /** One a passage, in their order; at least one. */
  readonly vectors: readonly Float32Array[]
}
/** Who asks. */
export type Reader = { readonly userId: string; readonly teamIds: readonly string[] }
export type VectorHit = {
  readonly key: string
  /** Which passage of the document. */
  readonly chunk: number
  /** Cosine of the angle to what was asked: −1 to 1. */
  readonly similarity: number
}

/** Vectors of documents in one {@link VectorSpace}. What is in another space is not there. */
export type Vectors = {
  readonly space: VectorSpace
  /** Puts a document in the place of all that was there of it. @throws {RangeError} for a vector of another length, or of length zero */
  put(document: EmbeddedDocument): Promise<void>
  remove(documentId: string): Promise<void>
  /** The nearest passages that the reader may find, nearest first. @throws {RangeError} for a vector of another length */
  query(vector: Float32Array, reader: Reader, limit: number, signal?: AbortSignal): Promise<readonly VectorHit[]>
  /** Of passages; a store that lost some says less than was put. */
  count(): Promise<number>
}

/** The same direction with length 1, so that a dot product is the cosine. @throws {RangeError} when it is none of the space's vectors */
export function toUnit(vector: Float32Array, { model, dimension }: VectorSpace): Float32Array {
  if (vector.length !== dimension)
    throw new RangeError(`A vector of ${vector.length} numbers is none of "${model}", whose vectors have ${dimension}`)
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  if (!Number.isFinite(length) || length === 0) throw new RangeError(`"${model}" gave a vector without a direction`)
  return vector.map((value) => value / length)
}

/** Whether a reader may find what is meant for an audience. */
export function isFor({ owner, scope }: Audience, { userId, teamIds }: Reader): boolean {
  return owner === userId || scope === 'global' || teamIds.some((teamId) => scope === `team:${teamId}`)
}
