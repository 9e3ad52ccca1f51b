import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { createChromaClient } from './chroma-client.ts'
import { type Reader, toUnit, type VectorHit, type Vectors, type VectorSpace } from './vectors.ts'

/** Passages a request: the server bounds what it takes at once, at more than this. */
const BATCH = 500

const Collection = z.object({ id: z.string(), metadata: z.object({ model: z.string(), dimension: z.number() }) })
const Answer = z.object({
  distances: z.array(z.array(z.number())),
  metadatas: z.array(z.array(z.object({ key: z.string(), chunk: z.number() }))),
})

/**
 * Vectors on a ChromaDB server, a collection a space; near, not exact: its graph (HNSW) may miss some. The texts stay here: the server gets
 * vectors, ids and who may find them.
 * @param baseUrl origin of the server
 * @throws {Error} when the server cannot be asked
 */
export async function createChromaVectors(baseUrl: string, space: VectorSpace): Promise<Vectors> {
  const client = createChromaClient(baseUrl)
  const collection = Collection.parse(
    await client.call('POST', '/collections', {
      name: collectionName(space),
      get_or_create: true,
      metadata: space,
      configuration: { hnsw: { space: 'cosine' } },
    }),
  )
  const { metadata } = collection
  if (metadata.model !== space.model || metadata.dimension !== space.dimension)
    throw new Error(`The collection "${collectionName(space)}" belongs to "${metadata.model}" with ${metadata.dimension} numbers`)
  const path = `/collections/${collection.id}`

  return {
    space,
    async put({ documentId, key, owner, scope, vectors }) {
      const units = vectors.map((vector) => [...toUnit(vector, space)])
      for (let from = 0; from < units.length; from += BATCH) {
        const embeddings = units.slice(from, from + BATCH)
        await client.call('POST', `${path}/upsert`, {
          ids: embeddings.map((_, at) => `${key}/${from + at}`),
          embeddings,
          metadatas: embeddings.map((_, at) => ({ ...space, document: documentId, key, chunk: from + at, owner, scope })),
        })
      }
      const older = [{ key: { $ne: key } }, { chunk: { $gte: units.length } }]
      await client.call('POST', `${path}/delete`, { where: { $and: [{ document: documentId }, { $or: older }] } })
    },
    async remove(documentId) {
      await client.call('POST', `${path}/delete`, { where: { document: documentId } })
    },
    async query(vector, reader, limit, signal) {
      const query_embeddings = [[...toUnit(vector, space)]]
      const asked = { query_embeddings, n_results: limit, where: whereFor(reader), include: ['metadatas', 'distances'] }
      const { distances, metadatas } = Answer.parse(await client.call('POST', `${path}/query`, asked, signal))
      const [distancesOfOne = [], metadatasOfOne = []] = [distances[0], metadatas[0]]
      return metadatasOfOne.map(({ key, chunk }, at): VectorHit => ({ key, chunk, similarity: 1 - (distancesOfOne[at] ?? 2) }))
    },
    count: async () => z.number().parse(await client.call('GET', `${path}/count`)),
  }
}

/** A name that the server takes, of its own for each space. */
function collectionName({ model, dimension }: VectorSpace): string {
  return `faultmaven-${createHash('sha256').update(`${model}\n${dimension}`).digest('hex').slice(0, 24)}`
}

/** The same as `isFor`, in the server's language. */
function whereFor({ userId, teamIds }: Reader) {
  return { $or: [{ owner: userId }, { scope: { $in: ['global', ...teamIds.map((teamId) => `team:${teamId}`)] } }] }
}
