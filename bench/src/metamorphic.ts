import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Hypothesis, TurnAnswer } from '@faultmaven/contracts'
import { inKitForm } from './incident.ts'
import { askProduct } from './metamorphic/ask-product.ts'
import { calibration } from './metamorphic/calibration.ts'
import { readCaseFiles } from './metamorphic/case-files.ts'
import { lawTable, type Row } from './metamorphic/law-table.ts'
import { restoreNames } from './metamorphic/rename-names.ts'
import { variantsOf } from './metamorphic/variants.ts'

// Every case of the incident kit, changed in ways that must not change its answer, and with its proof removed; what the answers say with
// which confidence. Build first. Use: npm run bench:metamorphic -- KIT [--rows FILE] [--only REGEX] [--laws REGEX] [--jobs 2] [--fresh]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '/tmp/metamorphic.jsonl' },
    only: { type: 'string', default: '' },
    laws: { type: 'string', default: '' },
    jobs: { type: 'string', default: '1' },
    cases: { type: 'string' },
    fresh: { type: 'boolean', default: false },
  },
})
const kit = positionals[0]
if (!kit) {
  console.error('Give the folder of the incident kit, with score.mjs and cases/')
  process.exit(2)
}
const { judge } = (await import(pathToFileURL(path.resolve(kit, 'score.mjs')).href)) as { judge: Judge }
const folder = values.cases ?? path.join(kit, 'cases')
if (values.fresh) rmSync(values.rows, { force: true })
const rows: Row[] = existsSync(values.rows)
  ? readFileSync(values.rows, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : []
const done = new Set(rows.map(({ id, law, name }) => `${id} ${law} ${name}`))
const ids = readdirSync(folder).filter(
  (id) => existsSync(path.join(folder, id, 'expected.json')) && new RegExp(values.only).test(id),
)
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) await runCase(id)
  }),
)
console.log(lawTable(rows))
console.log(calibration(rows))

type Expected = { readonly verdict: string; readonly source: string }
type Judge = (
  given: { readonly ex: Expected; readonly files: Readonly<Record<string, string[]>> },
  answer: unknown,
) => { readonly pass: boolean; readonly top1: boolean; readonly diagnosis: boolean }

async function runCase(id: string): Promise<void> {
  const given = readCaseFiles(path.join(folder, id))
  const ex: Expected = JSON.parse(readFileSync(path.join(folder, id, 'expected.json'), 'utf8'))
  const files = Object.fromEntries(given.files.map(({ name, bytes }) => [name, bytes.toString('utf8').split('\n')]))
  const base = await askProduct(given)
  const seed = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
  const variants = [{ law: 'base' as const, name: '', changed: given }, ...(await variantsOf(given, base, seed))]
  for (const { law, name, changed, ...rest } of variants) {
    if (done.has(`${id} ${law} ${name}`) || !new RegExp(values.laws).test(law)) continue
    const answer = law === 'base' ? base : await askProduct(changed)
    const oldNames = 'oldNames' in rest ? rest.oldNames : new Map<string, string>()
    const restored: ReturnType<typeof inKitForm> = JSON.parse(restoreNames(JSON.stringify(inKitForm(answer)), oldNames))
    const judged = judge({ ex, files }, restored)
    const row: Row = {
      id,
      law,
      name,
      origin: ex.source,
      isQuietCase: ex.verdict !== 'fault',
      basePassed: law === 'base' ? judged.pass : (baseRow(id)?.basePassed ?? false),
      base: spokenOf(base),
      now: spokenOf(answer, oldNames),
      isRight: judged.top1,
      lostProof: 'lostProof' in rest && rest.lostProof,
    }
    rows.push(row)
    appendFileSync(values.rows, `${JSON.stringify(row)}\n`)
  }
}

function baseRow(id: string): Row | undefined {
  return rows.find((row) => row.id === id && row.law === 'base')
}

function spokenOf({ outcome, board }: TurnAnswer, oldNames: ReadonlyMap<string, string> = new Map()): Row['now'] {
  const leader: Hypothesis | undefined = board.problems[0]?.hypotheses[0]
  return {
    outcome: outcome ?? 'interrupted',
    mechanism: leader?.mechanism ?? '',
    entity: restoreNames(leader?.entity ?? '', oldNames),
    title: restoreNames(leader?.title ?? '', oldNames),
    confidence: leader?.confidence ?? 0,
    citations: leader?.claimIds.length ?? 0,
  }
}
