import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { dataProcessing, type ExploreFilter } from '@faultmaven/contracts'
import { createDataProcessing } from '@faultmaven/data-processing'
import { createInProcessClient, systemContext } from '@faultmaven/rpc'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createMemoryKv } from '@faultmaven/storage'
import { build } from 'esbuild'

// One large log through the data-processing contract, then what the log viewer asks of it: medians, wall and CPU time.
// Use: npm run bench:explore -- FILE
const file = process.argv[2]
if (file === undefined) throw new Error('Say which log to explore: npm run bench:explore -- FILE')
const RUNS = 5
/** Of questions that read every byte. */
const TEXT_RUNS = 3

const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-explore-'))
const stretchWorker = path.join(folder, 'worker', 'stretch-worker.mjs')
await build({
  entryPoints: [path.join(import.meta.dirname, '../../services/data-processing/src/explore/stretch-worker.ts')],
  outfile: stretchWorker,
  bundle: true,
  format: 'esm',
  platform: 'node',
})
const { handlers } = createDataProcessing({
  kv: createMemoryKv(),
  blob: createDirectoryBlob(path.join(folder, 'frames')),
  keyRing: createMemoryKeyRing(),
  now: Date.now,
  stretchWorker: pathToFileURL(stretchWorker),
})
const client = createInProcessClient(dataProcessing, handlers)
const context = systemContext()
const turn = { caseId: randomUUID(), turnId: randomUUID() }
const { caseId } = turn

const bytes = (await stat(file)).size
const ingested = await timed(async () => {
  await client.openTurn(turn, context)
  await client.addSource({ ...turn, ordinal: 0, name: 'large.log' }, createReadStream(file), context)
})
// A small second source, so that there is something to merge.
await client.addSource(
  { ...turn, ordinal: 1, name: 'small.log' },
  Readable.from([Buffer.from('2026-03-02T09:00:00Z INFO beside\n')]),
  context,
)
await client.closeTurn(turn, context)
const { sources } = await client.listSources({ caseId }, context)
const [source] = sources
const { templates } = await client.exploreTemplates({ caseId, offset: 0, limit: 1000 }, context)
const facets = await lastOf(client.exploreFacets({ caseId, filter: {} }, context))
const lines = source?.coverage?.lines ?? 0
const { lines: late } = await client.readLines({ caseId, sourceId: source!.id, from: Math.floor(lines / 2), count: 200 }, context)
const from = late.find(({ time }) => time !== undefined)?.time ?? ''
const to = new Date(Date.parse(from) + 600_000).toISOString()
const rare = templates.at(-1)?.templateId ?? ''
const common = templates[0]?.templateId ?? ''
const component = facets.components[1]?.name ?? ''
const host = facets.hosts[0]?.name ?? ''

console.log(
  JSON.stringify({
    bytes,
    lines,
    templates: templates.length,
    ingestS: ingested.wallMs / 1000,
    ingestCpuS: ingested.cpuMs / 1000,
    peakMiB: await peakMiB(),
  }),
)
const text = (literal: string, ignoreCase = false): ExploreFilter => ({ text: { literal, ignoreCase } })
await page('no filter', {})
await page('time', { from, to })
await page('severity', { severities: ['error', 'fatal'] })
await page('severity, rare', { severities: ['fatal'] })
await page('template, common', { templateIds: [common] })
await page('template, rare', { templateIds: [rare] })
await page('source', { sourceIds: [sources[1]!.id] })
await page('component', { components: [component] })
await page('host', { hosts: [host] })
await page('all of these', { from, severities: ['info', 'none'], templateIds: [common], components: [component] })
await measure('histogram', () => lastOf(client.exploreHistogram({ caseId, filter: {}, buckets: 240 }, context)))
await measure('histogram of a severity', () =>
  lastOf(client.exploreHistogram({ caseId, filter: { severities: ['error'] }, buckets: 240 }, context)),
)
await measure('facets', () => lastOf(client.exploreFacets({ caseId, filter: {} }, context)))
await measure('facets of a time', () => lastOf(client.exploreFacets({ caseId, filter: { from, to } }, context)))
await measure('jump to a line', () =>
  client.exploreContext({ caseId, sourceId: source!.id, line: Math.floor(lines * 0.7), before: 50, after: 50 }, context),
)
await measure('templates', () => client.exploreTemplates({ caseId, offset: 0, limit: 100 }, context))
await page('literal, everywhere', text('error'))
await page('literal, rare', text('Exception'))
await page('literal, nowhere', text('no such thing here'))
await page('literal, any case', text('exception', true))
await page('pattern, with a literal', { pattern: 'Exception.*line \\d+' })
await page('pattern, without', { pattern: '[a-f]{3}\\d{2,4}[xyz]+' }, 1)
await stop()
await crowd()
await rm(folder, { recursive: true, force: true })

/** Both ends of a page of 100: when its first lines came, and when everything was counted. */
async function page(
  name: string,
  filter: ExploreFilter,
  count = filter.text || filter.pattern ? TEXT_RUNS : RUNS,
): Promise<void> {
  let matches = 0
  const firsts: number[] = []
  const runs = []
  for (let run = 0; run < count; run++) {
    const begun = performance.now()
    let first: number | undefined
    runs.push(
      await timed(async () => {
        const asked = { caseId, filter, order: 'time', direction: 'forward', limit: 100, count: true } as const
        for await (const event of client.exploreLines(asked, context)) {
          if (event.type === 'lines') first ??= performance.now() - begun
          if (event.type === 'end') matches = event.matches
        }
      }),
    )
    if (first !== undefined) firsts.push(first)
  }
  report(name, runs, { ...(firsts.length === 0 ? {} : { firstMs: median(firsts) }), matches })
}

async function measure(name: string, ask: () => Promise<unknown>): Promise<void> {
  const runs = []
  for (let run = 0; run < RUNS; run++) runs.push(await timed(ask))
  report(name, runs, {})
}

/** How long the service works on after its caller has gone. */
async function stop(): Promise<void> {
  const waits: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const abort = new AbortController()
    const asked = {
      caseId,
      filter: { pattern: '[a-f]{3}\\d{2,4}[xyz]+q' },
      order: 'time',
      direction: 'forward',
      limit: 10,
      count: true,
    } as const
    const events = handlers.exploreLines(asked, { ...context, signal: abort.signal })
    let leftAt = 0
    setTimeout(() => {
      leftAt = performance.now()
      abort.abort()
    }, 150)
    await lastOf(events).catch(() => undefined)
    waits.push(performance.now() - leftAt)
  }
  console.log(JSON.stringify({ name: 'stopped after', ms: median(waits) }))
}

/** What somebody waits for who jumps to lines while others search, and the memory that it all took. */
async function crowd(): Promise<void> {
  const literals = ['error', 'Exception', 'no such thing here', 'timeout']
  const asked = { caseId, order: 'time', direction: 'forward', limit: 100, count: true } as const
  const searches = Promise.all(
    literals.map((literal) => lastOf(client.exploreLines({ ...asked, filter: text(literal) }, context))),
  ).then(() => 'done')
  const waits: number[] = []
  while ((await Promise.race([searches, new Promise((resolve) => setTimeout(resolve, 20))])) !== 'done') {
    const line = Math.floor(((waits.length * 0.37) % 1) * lines) + 1
    const jump = await timed(() => client.exploreContext({ caseId, sourceId: source!.id, line, before: 50, after: 50 }, context))
    waits.push(jump.wallMs)
  }
  const slowest = Math.max(...waits)
  console.log(JSON.stringify({ name: 'jump among four searches', ms: median(waits), slowest, peakMiB: await peakMiB() }))
}

type Timed = { readonly wallMs: number; readonly cpuMs: number }
async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { wallMs: Math.round(performance.now() - begun), cpuMs: Math.round((user + system) / 1000) }
}

function report(name: string, runs: readonly Timed[], more: Readonly<Record<string, number>>): void {
  console.log(
    JSON.stringify({
      name,
      wallMs: median(runs.map(({ wallMs }) => wallMs)),
      cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
      ...more,
    }),
  )
}
function median(values: readonly number[]): number {
  return Math.round([...values].sort((a, b) => a - b)[values.length >> 1] ?? 0)
}
async function peakMiB(): Promise<number> {
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024)
}
async function lastOf<T>(events: AsyncIterable<T>): Promise<T> {
  let last: T | undefined
  for await (const event of events) last = event
  return last!
}
