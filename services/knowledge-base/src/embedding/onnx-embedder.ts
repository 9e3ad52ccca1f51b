import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import { type Embedder, requireVectors } from './embedder.ts'
import { type ModelFolder, readModelFolder } from './model-folder.ts'

type Options = {
  /** As sentence-transformers lays it out, with `onnx/model.onnx`. */
  readonly folder: string
  /** Where `@huggingface/transformers` was installed: the folder with its `node_modules`. */
  readonly packages: string
  /** The built `embed-worker`. */
  readonly entry: URL
  /** Longest that a batch may take, the loading of the model in the first one. @default two minutes */
  readonly patienceMs?: number
}
export type EmbedWorkerData = { readonly folder: string; readonly packages: string } & Pick<ModelFolder, 'pooling' | 'prompts'>
export type EmbedRequest = { readonly id: number; readonly texts: readonly string[]; readonly purpose: 'question' | 'passage' }
export type EmbedReply = { readonly id: number } & ({ readonly vectors: Float32Array[] } | { readonly failure: string })

const BATCH = 16
const PATIENCE_MS = 120_000

/**
 * A model of a folder on this machine, run by ONNX Runtime in a thread of its own; nothing is fetched.
 * @throws {Error} that says what to install, or what the folder lacks
 */
export async function createOnnxEmbedder({ folder, packages, entry, patienceMs = PATIENCE_MS }: Options): Promise<Embedder> {
  requireLibrary(packages)
  const { pooling, prompts, file } = readModelFolder(folder)
  const worker = new Worker(entry, {
    workerData: { folder: path.resolve(folder), packages, pooling, prompts } satisfies EmbedWorkerData,
  })
  worker.unref()
  const waiting = new Map<number, (reply: EmbedReply) => void>()
  let last = 0
  let ended: string | undefined
  worker.on('message', (reply: EmbedReply) => waiting.get(reply.id)?.(reply))
  worker.on('error', (error: Error) => end(error.message))
  worker.on('exit', () => end('its thread ended'))
  function end(why: string): void {
    ended ??= why
    for (const [id, settle] of waiting) settle({ id, failure: why })
  }

  async function ask(texts: readonly string[], purpose: EmbedRequest['purpose'], signal?: AbortSignal): Promise<Float32Array[]> {
    if (ended !== undefined) throw new Error(`The model in "${folder}" cannot be asked: ${ended}`)
    const id = ++last
    const deadline = AbortSignal.timeout(patienceMs)
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline
    const reply = await new Promise<EmbedReply>((resolve) => {
      waiting.set(id, resolve)
      either.addEventListener('abort', () => resolve({ id, failure: 'it took too long' }), { once: true })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ id, texts, purpose } satisfies EmbedRequest)
    })
    waiting.delete(id)
    // A thread that hangs would keep all that follow waiting.
    if (deadline.aborted) await worker.terminate()
    if ('failure' in reply) throw new Error(`The model in "${folder}" gave no vectors: ${reply.failure}`)
    return reply.vectors
  }
  const close = async () => void (await worker.terminate())
  try {
    const [probe = new Float32Array()] = await ask(['dimension'], 'passage')
    const space = { model: `onnx/${path.basename(folder)}@${await hashOf(file)}`, dimension: probe.length }
    return {
      space,
      async embed(texts, purpose, { signal } = {}) {
        const vectors: Float32Array[] = []
        for (let from = 0; from < texts.length; from += BATCH)
          vectors.push(...(await ask(texts.slice(from, from + BATCH), purpose, signal)))
        requireVectors(vectors, texts.length, space)
        return vectors
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function requireLibrary(packages: string): void {
  try {
    createRequire(path.join(packages, 'package.json')).resolve('@huggingface/transformers')
  } catch {
    throw new Error(
      `A model folder needs @huggingface/transformers, which is not installed by itself (474 MB). Install it once: ` +
        `ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix ${packages} --ignore-scripts @huggingface/transformers@4.3.1`,
    )
  }
}

/** Begins like the file's SHA-256: another version of a model is another model. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex').slice(0, 16)
}
