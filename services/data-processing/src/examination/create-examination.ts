import type { Finding, Source, SourceKind } from '@faultmaven/contracts'
import { beginsWithSpans } from '@faultmaven/traces'
import type { ReadLog } from '../log-reading/log-reading.ts'
import type { LargeFeed, SourceReading } from '../ingest/read-source.ts'
import type { SourceSeal } from '../sealing/source-seal.ts'
import { publishFinding, type Turn } from '../turns/turn.ts'
import { toExaminable, type Examinable } from './examinable.ts'
import { feedSource } from './source-feed.ts'
import type { Examined, Examiner } from './examiner.ts'
import { resolveDrafts, type ServiceDraft } from './resolve-draft.ts'

export type Conclusion = Pick<Examined, 'format' | 'isReadWhole' | 'times' | 'document'> & {
  readonly kind: SourceKind
  readonly findings: readonly Finding[]
}

/** Examines one source while it arrives and at its end. */
export type Examination = {
  /** Looks at a growing source now and then, and tells what shows already. */
  look(reading: SourceReading): Promise<void> | undefined
  /** Where the bytes of a source go that is too large to be examined whole, if it can be read so. */
  readonly feed: (head: Uint8Array) => LargeFeed | undefined
  giveUp(): Promise<void>
  conclude(source: Source, reading: SourceReading, log: ReadLog): Promise<Conclusion>
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
  readonly examiner: Examiner
}

/** Early findings cite with an empty SHA-256, which is only known at the end; the final state of a finding replaces it. */
export function createExamination({ turn, id, name, seal, examiner }: Options): Examination {
  const early = new Set<string>()
  const begun = performance.now()
  let nextBytes = FIRST_LOOK_BYTES
  let nextMs = FIRST_LOOK_MS

  async function tellEarly(reading: SourceReading): Promise<void> {
    const digest = await reading.digestSoFar()
    const sofar = { name, encoding: reading.encoding, head: reading.head, digest }
    const drafts = await examiner.look(sofar).catch(() => [])
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
  /** A source that the examiner fails on, for memory or time, is kept and said not to be examined. */
  async function examineOrTell(source: Examinable): Promise<Examined> {
    try {
      return await examiner.examine(turn.turnId, id, source)
    } catch {
      turn.troubles.push(`${name} was stored but not examined: it takes too much memory or time`)
      return UNEXAMINED
    }
  }
  return {
    look(reading) {
      const passedMs = performance.now() - begun
      const isDue = reading.bytes >= nextBytes || (passedMs >= nextMs && reading.bytes >= MIN_LOOK_BYTES)
      if (!isDue) return undefined
      nextBytes = Math.max(FIRST_LOOK_BYTES, reading.bytes * 2)
      nextMs = passedMs * 2
      // Spans one a line say nothing as lines.
      return beginsWithSpans(reading.head) ? undefined : tellEarly(reading)
    },
    feed: (head) => feedSource(examiner, { turnId: turn.turnId, sourceId: id, name, head }),
    giveUp: () => examiner.drop(id).catch(() => {}),
    async conclude(source, reading, log) {
      const examined = await examineOrTell({ ...toExaminable(name, reading, log), isPartial: source.state === 'partial' })
      turn.troubles.push(...examined.notes.map((note) => `${name}: ${note}`))
      const findings = await resolve(reading, examined.drafts, source.sha256)
      turn.examined.set(id, { checks: examined.checks, isHeld: examined.isHeld })
      for (const stale of early) turn.findings.delete(stale)
      const { kind, format, isReadWhole, times, document } = examined
      const own = { ...(format !== undefined && { format }), ...(document && { document }) }
      return { kind, ...own, isReadWhole, times, findings }
    },
  }
}

export const UNEXAMINED: Examined = {
  kind: 'unknown',
  drafts: [],
  checks: [],
  notes: [],
  times: {},
  isReadWhole: false,
  isHeld: false,
}
