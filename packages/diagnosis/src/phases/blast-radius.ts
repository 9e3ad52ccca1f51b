import type { Finding } from '@faultmaven/contracts'
import type { Evidence } from '../ranking/evidence.ts'

export type BlastRadius = {
  /** Things that show a fault, most affected first, at most twelve. */
  readonly affected: readonly { readonly entity: string; readonly findings: number; readonly records: number }[]
  readonly healthy: readonly string[]
  /** One sentence for the page. */
  readonly summary: string
}

const MAX_AFFECTED = 12
const AFFECTED_SCORE = 0.3

/** Phase `define-blast-radius`: who is affected and who is evidently not. */
export function defineBlastRadius({ findings, sources }: Evidence): BlastRadius {
  const affected = new Map<string, { findings: number; records: number }>()
  for (const finding of findings.filter(isTrouble)) {
    for (const entity of finding.entities) {
      const earlier = affected.get(entity) ?? { findings: 0, records: 0 }
      affected.set(entity, { findings: earlier.findings + 1, records: earlier.records + finding.count })
    }
  }
  const ranked = [...affected].toSorted(
    ([a, x], [b, y]) => y.findings - x.findings || y.records - x.records || a.localeCompare(b),
  )
  // Good news that names anything affected, or a metric that stays as it was, says of nobody that it is spared.
  const spared = findings.filter(
    ({ kind, check, entities }) =>
      kind === 'healthy' && !check.startsWith('metrics-') && !entities.some((one) => affected.has(one)),
  )
  const healthy = [...new Set(spared.flatMap((finding) => finding.entities))].filter((entity) => !isPartOf(entity, affected))
  const troubled = findings.filter(isTrouble)
  const ids = new Set(troubled.map((finding) => finding.sourceId))
  // A log that says of itself that nothing is wrong; one that says nothing may be about what is not understood.
  const well = new Set(
    findings.filter(({ kind, score }) => kind === 'healthy' && score >= AFFECTED_SCORE).map(({ sourceId }) => sourceId),
  )
  const calm = sources.filter(({ id, kind }) => kind === 'log' && well.has(id) && !ids.has(id)).map(({ name }) => name)
  return {
    affected: ranked.slice(0, MAX_AFFECTED).map(([entity, counts]) => ({ entity, ...counts })),
    healthy: healthy.slice(0, MAX_AFFECTED),
    summary: summaryOf({
      affected: ranked.map(([entity]) => entity).filter(isName),
      spared: [...healthy.filter(isName), ...calm],
      troubled,
      sources: sources.length,
    }),
  }
}

function isTrouble({ kind, score }: Finding): boolean {
  return kind !== 'healthy' && kind !== 'instruction' && score >= AFFECTED_SCORE
}

/** `mail.example.net:25` is `mail` by another name. */
function isPartOf(entity: string, affected: ReadonlyMap<string, unknown>): boolean {
  const words = new Set(entity.toLowerCase().split(/[^a-z0-9_-]+/))
  return [...affected.keys()].some((name) => words.has(name.toLowerCase()))
}

/** What was done to something ("write /data/wal") is nobody who is affected. */
function isName(entity: string): boolean {
  return !/\s/.test(entity)
}

type Told = {
  readonly affected: readonly string[]
  readonly spared: readonly string[]
  readonly troubled: readonly Finding[]
  readonly sources: number
}

/** What is affected, since when, how much of it, and what is not: one or two sentences. */
function summaryOf({ affected, spared, troubled, sources }: Told): string {
  const all = `${sources} ${sources === 1 ? 'source' : 'sources'}`
  if (troubled.length === 0) return `None of ${all} shows trouble`
  const showing = new Set(troubled.map(({ sourceId }) => sourceId)).size
  const names = affected.length > 0 ? `, above all ${affected.slice(0, 3).join(', ')}` : ''
  const since = troubled
    .flatMap(({ interval }) => interval?.from ?? [])
    .toSorted()
    .at(0)
  const records = troubled.filter(({ kind }) => kind === 'fault').reduce((sum, { count }) => sum + count, 0)
  const extent = [
    ...(since === undefined ? [] : [`since ${since.slice(0, 19).replace('T', ' ')} UTC`]),
    ...(records > 0 ? [`${records} ${records === 1 ? 'record tells' : 'records tell'} of it`] : []),
  ].join(', ')
  const not = spared.length > 0 ? `. Not affected, as far as the evidence shows: ${spared.slice(0, 3).join(', ')}` : ''
  return `${showing} of ${all} ${showing === 1 ? 'shows' : 'show'} trouble${names}${extent === '' ? '' : `; ${extent}`}${not}`
}
