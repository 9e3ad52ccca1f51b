import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { dataProcessing, type AnalysisEvent, type Source } from '@faultmaven/contracts'
import { createInProcessClient, systemContext, type Client } from '@faultmaven/rpc'
import { createMemoryKeyRing, type KeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createMemoryKv, type Blob, type Kv } from '@faultmaven/storage'
import { createDataProcessing, type DataProcessing } from '../create-data-processing.ts'
import type { OpenLimits } from '@faultmaven/archives'

/** The day on which everything in these tests arrives. */
export const NOW = Date.UTC(2026, 9, 2)

export type TestService = {
  readonly service: DataProcessing
  readonly client: Client<typeof dataProcessing>
  readonly kv: Kv
  readonly blob: Blob
  readonly keyRing: KeyRing
  readonly folder: string
  /** The same stores in a process that was started again. */
  readonly restart: () => Promise<TestService>
  readonly remove: () => void
}

type Stores = Partial<Pick<TestService, 'kv' | 'blob' | 'keyRing' | 'folder'>> &
  Pick<Parameters<typeof createDataProcessing>[0], 'readingWorkers' | 'tellsEarly' | 'liveSources' | 'knowledgeBase'> & {
    readonly limits?: Partial<OpenLimits>
  }

/** The service over stores of its own, or over those given. */
export function createTestService({
  limits = {},
  readingWorkers,
  tellsEarly = true,
  liveSources = [],
  knowledgeBase,
  ...stores
}: Stores = {}): TestService {
  const folder = stores.folder ?? mkdtempSync(path.join(os.tmpdir(), 'faultmaven-data-processing-'))
  const kv = stores.kv ?? createMemoryKv()
  const blob = stores.blob ?? createDirectoryBlob(folder)
  const keyRing = stores.keyRing ?? createMemoryKeyRing()
  const service = createDataProcessing({
    kv,
    blob,
    keyRing,
    now: () => NOW,
    limits,
    tellsEarly,
    liveSources,
    ...(readingWorkers === undefined ? {} : { readingWorkers }),
    ...(knowledgeBase && { knowledgeBase }),
  })
  return {
    service,
    client: createInProcessClient(dataProcessing, service.handlers),
    kv,
    blob,
    keyRing,
    folder,
    async restart() {
      const again = createTestService({ kv, blob, keyRing, folder, limits })
      await again.service.recover()
      return again
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export type Upload = { readonly name: string; readonly bytes: Uint8Array | string }

/** One whole turn: open, the files in order or all at once, close. */
export async function runTurn(
  client: Client<typeof dataProcessing>,
  uploads: readonly Upload[],
  turn = newTurn(),
  { allAtOnce = false } = {},
) {
  const context = systemContext()
  await client.openTurn(turn, context)
  const sources: Source[] = []
  const sent: Promise<{ readonly sources: readonly Source[] }>[] = []
  for (const [ordinal, { name, bytes }] of uploads.entries()) {
    const sending = client.addSource({ ...turn, ordinal, name }, bodyOf(bytes), context)
    sent.push(sending)
    if (!allAtOnce) await sending
  }
  for (const { sources: ofUpload } of await Promise.all(sent)) sources.push(...ofUpload)
  const counts = await client.closeTurn(turn, context)
  const events: AnalysisEvent[] = []
  for await (const event of client.watchTurn(turn, context)) events.push(event)
  const end = events.at(-1)
  if (end?.type !== 'turn-analysed') throw new Error('A closed turn must end its events')
  const { findings } = await client.listFindings({ caseId: turn.caseId }, context)
  return { ...turn, sources, counts, events, findings, checks: end.checks, notExamined: end.notExamined }
}

export function newTurn() {
  return { caseId: randomUUID(), turnId: randomUUID() }
}

/** A body in pieces of 64 KiB, as a socket gives it. */
export function bodyOf(bytes: Uint8Array | string): Readable {
  const buffer = Buffer.from(bytes)
  return Readable.from(
    (function* () {
      for (let at = 0; at < buffer.length; at += 65_536) yield buffer.subarray(at, at + 65_536)
    })(),
    { objectMode: false },
  )
}
