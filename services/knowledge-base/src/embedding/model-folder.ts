import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod/mini'

export type ModelFolder = {
  readonly pooling: 'mean' | 'cls'
  /** Put in front of each text. */
  readonly prompts: { readonly question: string; readonly passage: string }
  /** The network itself. */
  readonly file: string
}

const Modules = z.array(z.object({ type: z.string(), path: z.string() }))
const Pooling = z.object({ pooling_mode_cls_token: z.optional(z.boolean()), pooling_mode_mean_tokens: z.optional(z.boolean()) })
const Settings = z.object({ prompts: z.optional(z.record(z.string(), z.string())) })
/** The vectors are made of length 1 in any case. */
const KNOWN = /\.(Transformer|Pooling|Normalize)$/

/**
 * How the model of a sentence-transformers folder is to be used.
 * @throws {Error} that says what the folder lacks, or which part of the model is not known here
 * @see https://sbert.net/docs/package_reference/sentence_transformer/models.html
 */
export function readModelFolder(folder: string): ModelFolder {
  const file = path.join(folder, 'onnx', 'model.onnx')
  for (const needed of [file, path.join(folder, 'tokenizer.json'), path.join(folder, 'config.json')]) {
    if (!existsSync(needed)) throw new Error(`"${folder}" is no model folder: ${path.relative(folder, needed)} is missing`)
  }
  const modules = Modules.parse(readJson(folder, 'modules.json') ?? [])
  const unknown = modules.find(({ type }) => !KNOWN.test(type))
  if (unknown) throw new Error(`The model in "${folder}" has a part that is not known here: ${unknown.type}`)
  const poolingFolder = modules.find(({ type }) => type.endsWith('.Pooling'))?.path ?? '1_Pooling'
  const pooling = Pooling.parse(readJson(folder, poolingFolder, 'config.json') ?? { pooling_mode_mean_tokens: true })
  if (!pooling.pooling_mode_cls_token && !pooling.pooling_mode_mean_tokens)
    throw new Error(`The model in "${folder}" pools neither by mean nor by its first token, which is not known here`)
  const { prompts = {} } = Settings.parse(readJson(folder, 'config_sentence_transformers.json') ?? {})
  return {
    file,
    pooling: pooling.pooling_mode_cls_token ? 'cls' : 'mean',
    prompts: { question: prompts['query'] ?? '', passage: prompts['document'] ?? prompts['passage'] ?? '' },
  }
}

function readJson(...segments: readonly string[]): unknown {
  const file = path.join(...segments)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
