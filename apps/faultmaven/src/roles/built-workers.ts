import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Each takes some 50 MiB, and at most its heap and its arrays, see `createReadingPool`. */
const MAX_DEFAULT_WORKERS = 8

/** As many reading workers as there are cores, at most 8. */
function defaultWorkers(): number {
  return Math.min(availableParallelism(), MAX_DEFAULT_WORKERS)
}

/** Reads `--workers`. @throws {Error} that says what to write instead */
export function readWorkers(value: string | undefined): number {
  if (value === undefined) return defaultWorkers()
  if (!/^\d{1,3}$/.test(value)) throw new Error(`--workers ${value} is no number of threads; use 0 to 999`)
  return Number(value)
}

/** Threads of data-processing, built beside the server; when the sources run as they are there are none. */
export function builtWorkers({ workers }: { readonly workers: number }) {
  const reading = built('reading-worker')
  return reading === undefined ? {} : { readingWorkers: { entry: reading, count: workers } }
}

/** For a server, which must answer others while it examines and searches. */
export function builtServerWorkers() {
  const examinationWorker = built('examination-worker')
  const stretchWorker = built('stretch-worker')
  return examinationWorker === undefined || stretchWorker === undefined ? {} : { examinationWorker, stretchWorker }
}

/** For the knowledge base, which must answer questions while it reads documents. */
export function builtPrepareWorker() {
  const prepareWorker = built('prepare-worker')
  return prepareWorker === undefined ? {} : { prepareWorker }
}

/** For the knowledge base, where a model folder is used. */
export function builtEmbedWorker(): URL | undefined {
  return built('embed-worker')
}

function built(name: string): URL | undefined {
  const entry = new URL(`./${name}.mjs`, import.meta.url)
  return existsSync(entry) ? entry : undefined
}
