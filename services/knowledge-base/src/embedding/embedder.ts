import type { Principal } from '@faultmaven/rpc'
import type { VectorSpace } from '../vectors/vectors.ts'

/** Makes vectors of texts. */
export type Embedder = {
  /** Names the model so that another one, or another version of it, has another name. */
  readonly space: VectorSpace
  /** One vector a text, in their order. Models may read a question in another way than a passage. @throws {Error} for people */
  embed(texts: readonly string[], purpose: 'question' | 'passage', options?: EmbedOptions): Promise<Float32Array[]>
  close(): Promise<void>
}
export type EmbedOptions = {
  readonly signal?: AbortSignal
  /** Who asks: limits and ledger of a provider are his then. @default the installation */
  readonly by?: Principal
}

/** What a passage is embedded as: where it stands, then what it says. */
export function passageText(title: string, { headings, text }: { readonly headings: readonly string[]; readonly text: string }) {
  return `${[title, ...headings.filter((heading) => heading !== title)].join(' › ')}\n${text}`
}

/** The vectors as numbers of the space. @throws {Error} when a model gave fewer, or vectors of another length */
export function requireVectors(vectors: readonly Float32Array[], texts: number, { model, dimension }: VectorSpace): void {
  if (vectors.length === texts && vectors.every(({ length }) => length === dimension)) return
  const lengths = [...new Set(vectors.map(({ length }) => length))].join(', ')
  throw new Error(
    `"${model}" gave ${vectors.length} vectors of ${lengths} numbers for ${texts} texts; ${dimension} numbers were expected`,
  )
}
