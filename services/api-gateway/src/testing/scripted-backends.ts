import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { agent, type CaseEvent, dataProcessing, type TurnEvent } from '@faultmaven/contracts'
import { createInProcessClient, type Handlers, ProblemError } from '@faultmaven/rpc'
import type { Backends } from '../turn/receive-turn.ts'

const EXPIRES_AT = '2026-11-23T00:00:00Z'

/** What the roles behind the gateway were told. */
export type Told = {
  readonly calls: string[]
  readonly files: { readonly name: string; readonly sha256: string }[]
  readonly submitted: { readonly bodyDigest: string; readonly notExamined: readonly string[]; readonly mode: string }[]
}
type Script = {
  /** Reads an uploaded file. @default reads it to its end */
  readonly onFile?: (name: string, body: Readable) => Promise<void>
  /** Refuses what data-processing is asked. */
  readonly onClose?: () => void
}

/** Agent and data-processing as the gateway sees them: one turn each case, answered as soon as it is submitted. */
export function createScriptedBackends({ onFile = readAll, onClose = () => {} }: Script = {}) {
  const told: Told = { calls: [], files: [], submitted: [] }
  const digests = new Map<string, string>()
  const logs = new Map<string, CaseEvent[]>()
  let wake = () => {}

  const grown = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  const log = (turnId: string, event: TurnEvent) => {
    const events = logs.get(turnId) ?? []
    events.push({ eventId: events.length + 1, turnId, at: '2026-11-22T00:00:00Z', event })
    logs.set(turnId, events)
    wake()
  }
  const end = (turnId: string, outcome: 'answered' | 'interrupted', headline: string) =>
    log(turnId, { type: 'answer-end', outcome, headline, notExamined: [], degraded: [] })

  const agentHandlers: Handlers<typeof agent> = {
    async beginTurn({ turnId, mode, request }) {
      told.calls.push(`begin ${mode} ${request.question ?? '-'}`)
      const bodyDigest = digests.get(turnId)
      if (bodyDigest === undefined) log(turnId, { type: 'turn-started', mode, expiresAt: EXPIRES_AT })
      return {
        state: bodyDigest === undefined ? 'receiving' : 'answered',
        lastEventId: 1,
        expiresAt: EXPIRES_AT,
        ...(bodyDigest === undefined ? {} : { bodyDigest }),
      }
    },
    async submitTurn({ turnId, bodyDigest, notExamined, mode }) {
      told.calls.push('submit')
      told.submitted.push({ bodyDigest, notExamined, mode })
      digests.set(turnId, bodyDigest)
      end(turnId, 'answered', 'The disk is full')
      return { state: 'running' }
    },
    async interruptTurn({ turnId, why }) {
      told.calls.push(`interrupt: ${why}`)
      end(turnId, 'interrupted', why)
      return { state: 'interrupted' }
    },
    async *caseEvents({ turnId = '', after = 0 }) {
      for (let next = after; ;) {
        const event = logs.get(turnId)?.[next]
        if (event) {
          yield event
          if (event.event.type === 'answer-end') return
          next++
        } else await grown()
      }
    },
    async getCase() {
      throw new ProblemError('case.not_found')
    },
    async listCases() {
      return { cases: [] }
    },
    async giveFeedback() {
      throw new ProblemError('case.not_found')
    },
    async undoFeedback() {
      throw new ProblemError('case.not_found')
    },
    async listFeedback() {
      throw new ProblemError('case.not_found')
    },
    async *exportBundle() {
      told.calls.push('export')
      yield* []
    },
    async answerQuestion() {
      throw new ProblemError('case.not_found')
    },
    draftRunbook: async () => ({ state: 'refused', why: 'scripted' }),
    async listRecurrences() {
      return { recurrences: [] }
    },
    async forgetRecurrences() {
      return { forgotten: 0 }
    },
    async getReceipt() {
      throw new ProblemError('case.not_found')
    },
    async deleteCase() {
      throw new ProblemError('case.not_found')
    },
  }

  const evidenceHandlers: Handlers<typeof dataProcessing> = {
    async openTurn() {
      told.calls.push('open')
      return { state: 'open' }
    },
    async addSource({ name }, body) {
      told.calls.push(`file ${name}`)
      const hash = createHash('sha256')
      body.on('data', (chunk: Buffer) => hash.update(chunk)).pause()
      await onFile(name, body)
      const sha256 = hash.digest('hex')
      told.files.push({ name, sha256 })
      return { sha256, bytes: 0, sources: [] }
    },
    async closeTurn() {
      told.calls.push('close')
      onClose()
      return { sources: 0, findings: 0 }
    },
    async *watchTurn() {},
    async listSources() {
      told.calls.push('list sources')
      return { sources: [] }
    },
    async listFindings() {
      return { findings: [] }
    },
    async listUploads() {
      return { turns: [] }
    },
    async *readUpload() {},
    searchDocuments: async () => ({ hits: [] }),
    getDocumentPassage: () => Promise.reject(new ProblemError('document.not_found')),
    queueDocument: () => Promise.reject(new ProblemError('document.not_found')),
    async readLines() {
      return { totalLines: 0, lines: [] }
    },
    async *exploreLines() {
      told.calls.push('explore')
      yield* []
    },
    async *exploreHistogram() {
      told.calls.push('explore')
      yield* []
    },
    async *exploreFacets() {
      told.calls.push('explore')
      yield* []
    },
    async exploreTemplates() {
      told.calls.push('explore')
      return { total: 0, templates: [] }
    },
    async exploreCompare() {
      told.calls.push('explore')
      return { bad: { records: 0, sampled: 0 }, good: { records: 0, sampled: 0 }, common: 0, messages: [], values: [] }
    },
    async exploreContext() {
      told.calls.push('explore')
      return { totalLines: 0, lines: [] }
    },
    async proposeLogFormat() {
      told.calls.push('propose format')
      throw new ProblemError('source.not_found')
    },
    async saveLogFormat() {
      throw new ProblemError('request.invalid')
    },
    async listLogFormats() {
      return { formats: [] }
    },
    async deleteLogFormat() {
      throw new ProblemError('format.not_found')
    },
    async listNames() {
      return { hosts: [], users: [] }
    },
    async listLiveSources() {
      return { liveSources: [{ name: 'metrics', kind: 'prometheus' }] }
    },
    async queryLiveSource() {
      throw new ProblemError('service.internal')
    },
    async verifyClaims() {
      return { results: [] }
    },
    async deleteCase() {
      return { keyDestroyed: false, sealedBytes: 0 }
    },
  }
  const backends: Backends = {
    agent: createInProcessClient(agent, agentHandlers),
    dataProcessing: createInProcessClient(dataProcessing, evidenceHandlers),
  }
  return { backends, told }
}

async function readAll(_name: string, body: Readable): Promise<void> {
  for await (const _ of body);
}
