import { createHash } from 'node:crypto'
import {
  type AnalysisEvent,
  type CheckedClaim,
  dataProcessing,
  type Finding,
  type LiveSource,
  type ModelNames,
  type ProposedClaim,
  type Source,
} from '@faultmaven/contracts'
import { createInProcessClient, type Handlers, ProblemError } from '@faultmaven/rpc'

const AT = '2026-11-03T03:11:00Z'
const SHA256 = 'a'.repeat(64)
const QUOTE = 'ERROR write /var/lib/db: No space left on device'

const LIVE_ORIGIN = {
  source: 'metrics',
  kind: 'prometheus',
  query: 'GET /api/v1/query?query=up',
  at: AT,
  replySha256: SHA256,
  replyBytes: 100,
} as const

/** What data-processing is made to do; each may throw or wait. */
export type Script = {
  onOpen?: () => Promise<void> | void
  /** Before each event of a watch, with how many were told in this watch. */
  onWatched?: (told: number) => Promise<void> | void
  onVerify?: (claims: readonly ProposedClaim[]) => Promise<void> | void
  /** @default finds nothing */
  searchDocuments?: Handlers<typeof dataProcessing>['searchDocuments']
  onDelete?: () => Promise<void> | void
  /** What the evidence calls hosts and accounts; may throw. @default nothing */
  onNames?: () => ModelNames
  /** Live sources that are attached; a query of them answers with what its turn holds. @default none */
  liveSources?: readonly LiveSource[]
  /** What becomes of a query; throws or tells of a failure. */
  onQuery?: () => { outcome: 'failed'; why: string } | undefined
  /** Claims that the evidence does not hold. @default none */
  refuses?: (claim: ProposedClaim) => boolean
}

type Told = {
  readonly progress?: number
  /** What its source is taken for. @default a log */
  readonly kind?: Source['kind']
  /** What each turn that brings data holds. @default one clear finding */
  readonly findingsOf?: (turnId: string, sourceId: string) => Finding[]
}

/**
 * Data-processing as the agent sees it. A turn that is opened holds one source with one clear finding; `watchTurn` tells them, with
 * `progress` entries before, until it is analysed.
 */
export function createScriptedEvidence(script: Script = {}, { progress = 0, findingsOf = oneFinding, kind = 'log' }: Told = {}) {
  const calls: string[] = []
  const cases = new Map<string, Map<string, { source: Source; findings: Finding[] }>>()

  const handlers: Handlers<typeof dataProcessing> = {
    async openTurn({ caseId, turnId }) {
      calls.push('open')
      await script.onOpen?.()
      const turns = cases.get(caseId) ?? new Map()
      cases.set(
        caseId,
        turns.set(turnId, { source: { ...sourceOf(turnId), kind }, findings: findingsOf(turnId, sourceIdOf(turnId)) }),
      )
      return { state: 'open' }
    },
    addSource: () => Promise.reject(new ProblemError('service.internal')),
    async closeTurn() {
      calls.push('close')
      return { sources: 1, findings: 1 }
    },
    async *watchTurn({ caseId, turnId }) {
      calls.push('watch')
      const turn = cases.get(caseId)?.get(turnId)
      if (!turn) throw new ProblemError('turn.not_found')
      for (const [told, event] of eventsOf(turn, progress).entries()) {
        await script.onWatched?.(told)
        yield event
      }
    },
    async listSources({ caseId }) {
      calls.push('sources')
      const turns = cases.get(caseId)
      if (!turns) throw new ProblemError('case.not_found')
      return { sources: [...turns.values()].map(({ source }) => source) }
    },
    async listFindings({ caseId }) {
      return { findings: [...(cases.get(caseId)?.values() ?? [])].flatMap(({ findings }) => findings) }
    },
    async listNames() {
      calls.push('names')
      return script.onNames?.() ?? { hosts: [], users: [] }
    },
    listUploads: async () => ({ turns: [] }),
    async *readUpload() {},
    readLines: async () => ({ totalLines: 0, lines: [] }),
    async *exploreLines() {},
    async *exploreHistogram() {},
    async *exploreFacets() {},
    exploreTemplates: async () => ({ total: 0, templates: [] }),
    proposeLogFormat: () => Promise.reject(new ProblemError('service.internal')),
    saveLogFormat: () => Promise.reject(new ProblemError('service.internal')),
    listLogFormats: async () => ({ formats: [] }),
    deleteLogFormat: async () => ({ ok: true }),
    exploreCompare: async () => ({
      bad: { records: 0, sampled: 0 },
      good: { records: 0, sampled: 0 },
      common: 0,
      messages: [],
      values: [],
    }),
    searchDocuments: script.searchDocuments ?? (async () => ({ hits: [] })),
    getDocumentPassage: () => Promise.reject(new ProblemError('document.not_found')),
    queueDocument: () => Promise.reject(new ProblemError('service.internal')),
    exploreContext: async () => ({ totalLines: 0, lines: [] }),
    listLiveSources: async () => ({ liveSources: [...(script.liveSources ?? [])] }),
    async queryLiveSource({ caseId, turnId }) {
      calls.push('query')
      const turn = cases.get(caseId)?.get(turnId)
      if (!turn) throw new ProblemError('turn.not_found')
      const failed = script.onQuery?.()
      if (failed) return failed
      turn.source = { ...turn.source, live: LIVE_ORIGIN }
      return { outcome: 'answered', sources: [turn.source] }
    },
    async verifyClaims({ claims }) {
      calls.push('verify')
      await script.onVerify?.(claims)
      return { results: claims.map((claim) => (script.refuses?.(claim) ? failed(claim) : verify(claim))) }
    },
    async deleteCase({ caseId }) {
      calls.push('delete')
      await script.onDelete?.()
      return { keyDestroyed: cases.delete(caseId), sealedBytes: 1000 }
    },
  }
  return { client: createInProcessClient(dataProcessing, handlers, { wire: true }), calls, script }
}

function eventsOf({ source, findings }: { source: Source; findings: Finding[] }, progress: number): AnalysisEvent[] {
  const { id, name } = source
  const told = Array.from({ length: progress }, (_, index): AnalysisEvent => ({
    type: 'source-progress',
    sourceId: id,
    name,
    bytes: index * 1000,
    records: index,
    state: 'parsing',
  }))
  return [
    ...told,
    ...findings.map((finding): AnalysisEvent => ({ type: 'finding-added', finding })),
    { type: 'source-ready', source },
    { type: 'turn-analysed', checks: [], notExamined: ['core.bin is not text'] },
  ]
}

/** Two causes of which neither is likelier than not. */
export function rivalFindings(turnId: string, sourceId: string): Finding[] {
  const rival = (mechanism: string, cause: string, [line, score]: readonly [number, number]): Finding => {
    const [resource = '', mode = ''] = mechanism.split('/')
    const { interval: _undated, ...finding } = findingOf(turnId, sourceId)
    return {
      ...finding,
      id: `f-${turnId.slice(0, 8)}-${line}`,
      title: cause,
      score,
      count: 1,
      entities: ['orders-db'],
      fault: { resource, mode, mechanism, entity: 'orders-db', cause, vocabulary: [] },
      predicates: [{ name: 'present', selector: { literals: [cause] }, at: [{ sourceId, line }] }],
    }
  }
  return [
    rival('certificate/expired', 'The certificate of orders-db is no longer valid', [7, 0.5]),
    rival('credential/denied', 'The login to orders-db was denied', [9, 0.48]),
  ]
}

/** An id that follows from the turn's, so that a replay tells the same. */
function sourceIdOf(turnId: string): string {
  const hex = createHash('sha256').update(turnId).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

function sourceOf(turnId: string): Source {
  return {
    id: sourceIdOf(turnId),
    turnId,
    name: 'db.log',
    kind: 'log',
    format: 'plain',
    encoding: 'utf-8',
    bytes: 2000,
    sha256: SHA256,
    state: 'ready',
    skipped: [],
    receivedAt: AT,
  }
}

function oneFinding(turnId: string, sourceId: string): Finding[] {
  return [findingOf(turnId, sourceId)]
}

function findingOf(turnId: string, sourceId: string): Finding {
  return {
    id: `f-${turnId.slice(0, 8)}`,
    turnId,
    sourceId,
    kind: 'fault',
    title: 'No space left on /var/lib/db',
    check: 'log-faults',
    score: 0.95,
    severity: 'error',
    count: 40,
    interval: { from: AT, to: AT },
    entities: ['/var/lib/db'],
    fault: {
      resource: 'disk',
      mode: 'exhausted',
      mechanism: 'disk/exhausted',
      entity: '/var/lib/db',
      cause: 'No space left on device',
      vocabulary: ['errno/ENOSPC'],
    },
    details: [],
    citations: [citationOf(sourceId)],
    predicates: [{ name: 'present', selector: { literals: ['No space left on device'] }, at: [{ sourceId, line: 7 }] }],
  }
}

function citationOf(sourceId: string) {
  return {
    kind: 'text' as const,
    sourceId,
    sourceName: 'db.log',
    sha256: SHA256,
    line: 7,
    bytes: [300, 349] as [number, number],
    quote: QUOTE,
  }
}

function failed({ id }: ProposedClaim): CheckedClaim {
  return { outcome: 'failed', id, why: 'The evidence does not say so' }
}

function verify({ id, text, predicate }: ProposedClaim): CheckedClaim {
  const sourceId = predicate.name === 'present' ? predicate.at[0]?.sourceId : undefined
  const citations = [citationOf(sourceId ?? '00000000-0000-0000-0000-000000000000')]
  return {
    outcome: 'verified',
    claim: { id, text, predicate, result: { matches: 1 }, computation: { name: predicate.name, version: '1' }, citations },
  }
}
