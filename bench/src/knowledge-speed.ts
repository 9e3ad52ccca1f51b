// `npm run bench:knowledge`: how fast documents are taken in, how fast questions are answered, how fast the role starts.
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { createKnowledgeBase, type KnowledgeBase } from '@faultmaven/knowledge-base'
import { systemContext } from '@faultmaven/rpc'
import { createDirectoryBlob, createSqliteKv } from '@faultmaven/storage'
import { createDocumentMaker, createQuestionMaker } from './made-documents.ts'

const DOCUMENT_BYTES = 5 * 1024
const CHUNKS = Number(process.argv[2] ?? 100_000)
const QUESTIONS = 500
/** Uploads under way at once, as a folder would be sent. */
const UPLOADS = 8

const folder = mkdtempSync(path.join(tmpdir(), 'faultmaven-knowledge-'))
const worker = new URL('../../dist/server/prepare-worker.mjs', import.meta.url)
const context = systemContext()
const make = createDocumentMaker(1)
const ask = createQuestionMaker(2)

function open() {
  const kv = createSqliteKv(path.join(folder, 'state.db'))
  const blob = createDirectoryBlob(path.join(folder, 'index'))
  const onError = (error: unknown) => console.error(error)
  return { kv, base: createKnowledgeBase({ kv, blob, onError, ...(existsSync(worker) ? { prepareWorker: worker } : {}) }) }
}

async function ingest({ handlers }: KnowledgeBase, documents: readonly string[]): Promise<void> {
  const waiting = documents.values()
  const upload = async () => {
    for (const text of waiting) {
      const input = { documentId: randomUUID(), name: 'made.md', scope: 'global' as const }
      await handlers.addDocument(input, Readable.from([Buffer.from(text)]), context)
    }
  }
  await Promise.all(Array.from({ length: UPLOADS }, upload))
}

async function timeQuestions({ handlers }: KnowledgeBase, isOver: (asked: number) => boolean): Promise<number[]> {
  const times: number[] = []
  while (!isOver(times.length)) {
    const question = ask()
    const started = performance.now()
    await handlers.search({ question, limit: 10 }, context)
    times.push(performance.now() - started)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return times.sort((a, b) => a - b)
}

function quantiles(times: readonly number[]): string {
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${times.at(-1)!.toFixed(1)} ms of ${times.length}`
}

/** Processor time of all threads of the process so far, in seconds: on a busy machine it tells more than the clock. */
const processorSeconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6
const megabytes = () => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident`

const first = open()
await first.base.recover()
console.log(`reading ${existsSync(worker) ? 'in a thread' : 'in this thread (not built)'}; ${megabytes()} before`)
let passages = 0
let added = 0
const started = performance.now()
const before = processorSeconds()
while (passages < CHUNKS) {
  await ingest(
    first.base,
    Array.from({ length: 1000 }, () => make(DOCUMENT_BYTES)),
  )
  await first.base.idle()
  added += 1000
  const { documents } = await first.base.handlers.listDocuments({ limit: 1 }, context)
  passages = added * (documents[0]?.passages ?? 1)
}
const seconds = (performance.now() - started) / 1000
console.log(
  `${added} documents of 5 KB, about ${passages} passages, in ${seconds.toFixed(1)} s: ${Math.round(added / seconds)} documents/s; ${megabytes()}`,
)
console.log(`processor time: ${(processorSeconds() - before).toFixed(1)} s with making the documents`)
const beforeQuestions = processorSeconds()
const quiet = await timeQuestions(first.base, (asked) => asked === QUESTIONS)
const perQuestion = ((processorSeconds() - beforeQuestions) * 1000) / QUESTIONS
console.log(`questions, quiet: ${quantiles(quiet)}; ${perQuestion.toFixed(1)} ms of processor each`)
let isIngested = false
const busyDocuments = Array.from({ length: 2000 }, () => make(DOCUMENT_BYTES))
const ingesting = ingest(first.base, busyDocuments)
  .then(() => first.base.idle())
  .then(() => (isIngested = true))
const busy = await timeQuestions(first.base, () => isIngested)
await ingesting
console.log(`questions while ingesting: ${quantiles(busy)}`)
await first.base.close()
await first.kv.close()

const second = open()
const startedAgain = performance.now()
await second.base.recover()
console.log(`warm start: ${((performance.now() - startedAgain) / 1000).toFixed(2)} s; ${megabytes()}`)
await second.base.close()
await second.kv.close()
rmSync(folder, { recursive: true, force: true })
