import type { Finding, Source, SourceKind } from '@faultmaven/contracts'
import type { ExaminedSource } from '@faultmaven/diagnosis'
import type { LogDigest } from '@faultmaven/logs'
import type { SourceReading, WholeReading } from '../ingest/read-source.ts'
import type { Pacer } from '../ingest/pacer.ts'
import type { SourceSeal } from '../sealing/source-seal.ts'
import { publishFinding, type Turn } from '../turns/turn.ts'
import { draftsOf, type Examine } from './drafts-of.ts'
import { resolveDrafts, type ServiceDraft } from './resolve-draft.ts'
import { growingView, viewsOf } from './views.ts'

/** `format` is set where the source is no log: the log reader only knows it as plain text then. */
export type Conclusion = { readonly kind: SourceKind; readonly format?: string; readonly findings: readonly Finding[] }

/** Examines one source while it arrives and at its end. */
export type Examination = {
  /** Looks at a growing source now and then, and tells what shows already. */
  look(reading: SourceReading): Promise<void> | undefined
  conclude(source: Source, reading: WholeReading): Promise<Conclusion>
}

/** First look after this much, whichever comes first; each next one after twice as much. */
const FIRST_LOOK_BYTES = 4 * 2 ** 20
const FIRST_LOOK_MS = 1000
const MIN_LOOK_BYTES = 128 * 1024
/** Early findings are few and strong: they may still change, and what is told cannot be untold. */
const EARLY_SCORE = 0.5
const MAX_EARLY = 20

type Options = {
  readonly turn: Turn
  readonly id: string
  readonly name: string
  readonly seal: SourceSeal
  readonly examine: Examine
  readonly pacer: Pacer
}

/** Early findings cite with an empty SHA-256, which is only known at the end; the final state of a finding replaces it. */
export function createExamination({ turn, id, name, seal, examine, pacer }: Options): Examination {
  const early = new Set<string>()
  const begun = performance.now()
  let nextBytes = FIRST_LOOK_BYTES
  let nextMs = FIRST_LOOK_MS

  async function tellEarly(reading: SourceReading): Promise<void> {
    const drafts = examine(growingView(name, reading, reading.digest()))
    const strong = drafts.filter(({ score, kind }) => kind === 'fault' && score >= EARLY_SCORE).slice(0, MAX_EARLY)
    for (const finding of await resolve(reading, strong, '')) {
      early.add(finding.id)
      publishFinding(turn, finding)
    }
  }
  function resolve(reading: SourceReading, drafts: readonly ServiceDraft[], sha256: string): Promise<Finding[]> {
    const { encoding, bytes, marks } = reading
    return resolveDrafts(
      { id, name, sha256, turnId: turn.turnId, encoding, bytes, marks, read: (start, end) => seal.read(start, end) },
      drafts,
    )
  }
  return {
    look(reading) {
      const passedMs = performance.now() - begun
      const isDue = reading.bytes >= nextBytes || (passedMs >= nextMs && reading.bytes >= MIN_LOOK_BYTES)
      if (!isDue) return undefined
      nextBytes = Math.max(FIRST_LOOK_BYTES, reading.bytes * 2)
      nextMs = passedMs * 2
      return tellEarly(reading)
    },
    async conclude(source, reading) {
      const views = viewsOf(name, reading)
      const { examined, format } = views
      await pacer()
      const drafts = draftsOf(views, examine)
      await pacer()
      const findings = await resolve(reading, drafts, source.sha256)
      keepForRelating(turn, id, examined, reading)
      for (const stale of early) turn.findings.delete(stale)
      return { kind: examined.kind, ...(format === undefined ? {} : { format }), findings }
    },
  }
}

/** Sources are related at the turn's end; what does not fit into memory until then is left out, and said to be. */
function keepForRelating({ examined: kept, room }: Turn, id: string, examined: ExaminedSource, { whole }: SourceReading): void {
  const templates = templateCount(examined.log)
  const characters = examined.trees.length + examined.tables.length + examined.series.length > 0 ? (whole?.length ?? 0) : 0
  if (templates > room.templates || characters > room.characters) return
  room.templates -= templates
  room.characters -= characters
  kept.set(id, examined)
}
function templateCount(log: LogDigest | undefined): number {
  return log?.templates.length ?? 0
}
