import { createHash } from 'node:crypto'
import type { Embedder } from '../embedding/embedder.ts'

const DIMENSION = 64

/** A model that knows synonyms: words of one group, divided by `=`, point the same way. Its quality is made, like its vectors. */
export function knowingSynonyms(synonyms: readonly string[]): Embedder {
  const meanings = new Map(synonyms.flatMap((group) => group.split('=').map((word) => [word, group] as const)))
  return embedderOf('made/synonyms', (text) => {
    const sum = new Float32Array(DIMENSION)
    for (const word of text.toLowerCase().match(/\w+/g) ?? []) add(sum, direction(meanings.get(word) ?? word))
    return sum
  })
}

/** A model whose vectors mean nothing. */
export function meaningless(): Embedder {
  return embedderOf('made/noise', direction)
}

function embedderOf(model: string, vectorOf: (text: string) => Float32Array): Embedder {
  return {
    space: { model, dimension: DIMENSION },
    embed: async (texts) => texts.map(vectorOf),
    close: async () => {},
  }
}

/** The same for the same text, and nearly at right angles to that of any other. */
function direction(text: string): Float32Array {
  const bytes = createHash('sha512').update(text).digest()
  return Float32Array.from({ length: DIMENSION }, (_, at) => bytes[at]! - 127.5)
}

function add(sum: Float32Array, vector: Float32Array): void {
  for (const [at, value] of vector.entries()) sum[at]! += value
}
