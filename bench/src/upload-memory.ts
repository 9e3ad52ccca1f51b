import { request } from 'node:http'
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { createShopIncident } from '@faultmaven/testkit'
import { openSession } from '../../tests/support/client.ts'
import { startServer } from '../../tests/support/server.ts'

// 512 MiB of mixed logs to the built server while eight tabs follow the case: peak memory of the server, when the first finding came,
// and how long the tabs waited for small answers meanwhile.  Use: npm run bench:memory -- [megabytes | FILE]
const file = Number.isNaN(Number(process.argv[2] ?? 512)) ? process.argv[2] : undefined
const megabytes = file === undefined ? Number(process.argv[2] ?? 512) : Math.round((await stat(file)).size / 2 ** 20)
const TABS = 8

const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-memory-'))
const server = await startServer(['--data', folder])
const session = await openSession(server)
const ids = { caseId: randomUUID(), turnId: randomUUID() }
const startedMs = Date.now()
const at = () => Number(((Date.now() - startedMs) / 1000).toFixed(2))
const seen: { firstFindingS?: number; uploadEndS?: number; answerS?: number; headline?: string } = {}

const tabs = Array.from({ length: TABS }, () => follow())
const waits: number[] = []
const poll = setInterval(() => void askSomethingSmall(), 250)
await upload()
seen.uploadEndS = at()
await Promise.all(tabs)
clearInterval(poll)
const status = await readFile(`/proc/${server.pid}/status`, 'utf8')
const peakMiB = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024
waits.sort((a, b) => a - b)
console.log(
  JSON.stringify({
    megabytes,
    tabs: TABS,
    peakMiB: Math.round(peakMiB),
    ...seen,
    smallAnswers: waits.length,
    smallAnswerP50Ms: waits[Math.floor(waits.length / 2)],
    smallAnswerP99Ms: waits[Math.floor(waits.length * 0.99)],
  }),
)
await server.stop()
await rm(folder, { recursive: true, force: true })

/** A tab: follows the case's events to the end of the turn. */
async function follow(): Promise<void> {
  const response = await session.request(`/v1/cases/${ids.caseId}/events?turnId=${ids.turnId}`)
  let rest = ''
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + Buffer.from(chunk as Uint8Array).toString()).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) note(block)
  }
}

function note(block: string): void {
  if (block.includes('"finding-added"')) seen.firstFindingS ??= at()
  if (!block.includes('"answer-end"')) return
  seen.answerS ??= at()
  seen.headline ??= /"headline":"([^"]*)"/.exec(block)?.[1] ?? ''
}

async function askSomethingSmall(): Promise<void> {
  const from = performance.now()
  await (await session.request('/v1/cases')).text()
  waits.push(Math.round(performance.now() - from))
}

/** Multipart by hand: `fetch` would hold the body in memory. */
function upload(): Promise<void> {
  const incident = createShopIncident({ megabytes: file === undefined ? megabytes : 0 })
  const files =
    file === undefined
      ? incident.files.map(({ name, lines }) => ({ name, chunks: chunksOf(lines()) }))
      : [{ name: path.basename(file), chunks: createReadStream(file) }]
  const boundary = `b${randomUUID()}`
  return new Promise((resolve, reject) => {
    const sent = request(
      `${session.origin}/v1/cases/${ids.caseId}/turns/${ids.turnId}`,
      {
        method: 'POST',
        headers: {
          ...session.headers,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          prefer: 'respond-async',
          accept: 'application/json',
        },
      },
      (response) => {
        response.resume()
        response.on('end', () => (response.statusCode === 202 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`))))
      },
    )
    sent.on('error', reject)
    void (async () => {
      const write = (text: string | Buffer) => sent.write(text) || new Promise<void>((drained) => sent.once('drain', drained))
      await write(
        `--${boundary}\r\ncontent-disposition: form-data; name="turn"\r\ncontent-type: application/json\r\n\r\n${JSON.stringify({ question: incident.question })}\r\n`,
      )
      for (const { name, chunks } of files) {
        await write(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`)
        for await (const chunk of chunks) await write(chunk as string | Buffer)
        await write('\r\n')
      }
      sent.end(`--${boundary}--\r\n`)
    })()
  })
}

function* chunksOf(lines: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < 262_144) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}
