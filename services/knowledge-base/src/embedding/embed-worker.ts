import { createRequire } from 'node:module'
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { EmbedReply, EmbedRequest, EmbedWorkerData } from './onnx-embedder.ts'

/** What is used of `@huggingface/transformers`, which is no dependency: with its runtime it takes 474 MB. */
type Transformers = {
  readonly env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string; useFSCache?: boolean }
  pipeline(task: 'feature-extraction', model: string, options: { dtype: 'fp32'; local_files_only: true }): Promise<Extractor>
}
type Extractor = (
  texts: readonly string[],
  options: { pooling: 'mean' | 'cls'; normalize: true },
) => Promise<{ readonly data: Float32Array; readonly dims: readonly number[] }>

const { folder, packages, pooling, prompts }: EmbedWorkerData = workerData
const extractor = load()
// The first request tells what went wrong.
extractor.catch(() => {})

/** Entry of the thread that `createOnnxEmbedder` starts; one request after another. */
parentPort?.on('message', (request: EmbedRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void answer(request).then((reply) => parentPort?.postMessage(reply))
})

async function load(): Promise<Extractor> {
  const library: Transformers = createRequire(path.join(packages, 'package.json'))('@huggingface/transformers')
  // Nothing is ever fetched: the folder is all there is.
  Object.assign(library.env, {
    allowRemoteModels: false,
    allowLocalModels: true,
    localModelPath: path.dirname(folder),
    useFSCache: false,
  })
  return library.pipeline('feature-extraction', path.basename(folder), { dtype: 'fp32', local_files_only: true })
}

async function answer({ id, texts, purpose }: EmbedRequest): Promise<EmbedReply> {
  try {
    const extract = await extractor
    const { data, dims } = await extract(
      texts.map((text) => prompts[purpose] + text),
      { pooling, normalize: true },
    )
    const dimension = dims.at(-1) ?? 0
    return { id, vectors: texts.map((_, at) => Float32Array.from(data.subarray(at * dimension, (at + 1) * dimension))) }
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) }
  }
}
