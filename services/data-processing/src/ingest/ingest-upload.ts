import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Source } from '@faultmaven/contracts'
import { FRAME_BYTES } from '@faultmaven/security'
import { microseconds, toInstant } from '@faultmaven/signals'
import type { Blob } from '@faultmaven/storage'
import { createByteReader, type Bytes } from '../open/byte-reader.ts'
import type { OpenLimits } from '../open/open-limits.ts'
import { openUpload, type ArchiveReport } from '../open/open-upload.ts'
import { createSpool } from '../sealing/spool.ts'
import { isDiskFull } from '../store/disk-full.ts'
import { createChunkBuffer } from '../record-index/chunk-buffer.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { Turn } from '../turns/turn.ts'
import { createExamination } from '../examination/create-examination.ts'
import type { Examiner } from '../examination/examiner.ts'
import { describeDigest } from './describe-source.ts'
import { createPacer } from './pacer.ts'
import { DISK_FULL, problemOf, type SourceProblem } from './problem-of.ts'
import { readSource, refuseBinary, type WholeReading } from './read-source.ts'
import { createUploadDesk, type UploadDesk } from './upload-desk.ts'

type Upload = {
  readonly turn: Turn
  readonly ordinal: number
  readonly name: string
  readonly body: Readable
  readonly signal: AbortSignal
}
export type IngestDeps = {
  readonly blob: Blob
  readonly records: SealedRecords
  readonly now: () => number
  readonly limits: OpenLimits
  readonly examiner: Examiner
}
export type Ingested = { readonly sha256: string; readonly bytes: number; readonly sources: Source[] }

/**
 * Takes one uploaded file while it arrives: opens what is packed, and reads, seals and examines every source in it.
 * A fault of one source becomes that source's problem and the others go on; only a body that breaks off, a caller that goes
 * away and defects of ours are thrown, and then nothing of the upload that was not told of yet stays.
 */
export async function ingestUpload(upload: Upload, key: Uint8Array, deps: IngestDeps): Promise<Ingested> {
  const frame = Buffer.alloc(FRAME_BYTES)
  const desk = createUploadDesk({ ...upload, key, frame, buffer: createChunkBuffer(), ...deps })
  const intake = createIntake(upload, desk, deps)
  const counted = countBody(upload.body)
  try {
    await openUpload(
      { name: upload.name, body: counted.bytes },
      {
        limits: deps.limits,
        visitor: {
          file: intake.file,
          spool: (bytes) => createSpool(bytes, { blob: deps.blob, caseId: upload.turn.caseId, frame }),
          archive: (report) => intake.archive(report),
        },
      },
    )
  } catch (error) {
    if (!isDiskFull(error)) {
      await desk.abort()
      throw error
    }
    // A zip that found no room before any of its members.
    await intake.refuse(upload.name, DISK_FULL)
    for await (const _ of counted.bytes);
  } finally {
    frame.fill(0)
  }
  const sources = await desk.finish()
  return { ...counted.result(), sources }
}

/** Hash and size of what was sent, packed as it came. */
function countBody(body: Readable) {
  const hash = createHash('sha256')
  let bytes = 0
  async function* count(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
  }
  return { bytes: count(), result: () => ({ sha256: hash.digest('hex'), bytes }) }
}

const PROGRESS_BYTES = 2 ** 20

function createIntake({ turn, signal }: Upload, desk: UploadDesk, { now, examiner }: IngestDeps) {
  const pacer = createPacer()

  function blank(id: string, name: string): Source {
    const receivedAt = toInstant(microseconds(now() * 1000))
    const unread = { kind: 'unknown', format: '', encoding: '', bytes: 0, sha256: '', skipped: [] } as const
    return { id, turnId: turn.turnId, name, ...unread, skipped: [], state: 'refused', receivedAt }
  }
  async function refuse(name: string, problem: SourceProblem): Promise<void> {
    const { id, order } = desk.begin()
    const source = { ...blank(id, name), problem }
    await desk.add({ stored: { source, order, lines: 0, marks: [] }, findings: [] })
  }

  async function file({ name, bytes, isMember }: { name: string; bytes: Bytes; isMember: boolean }): Promise<string | undefined> {
    const reader = createByteReader(bytes)
    const binary = await refuseBinary(reader)
    if (binary === undefined) {
      await take(name, reader)
      return undefined
    }
    // Programs and pictures among a bundle's members are usual: they are counted with the archive.
    if (isMember) return 'not text'
    await refuse(name, {
      code: 'upload.unreadable',
      detail: `This is ${binary === 'not text' ? 'a binary file, no text' : binary}`,
    })
    return undefined
  }

  async function take(name: string, reader: ReturnType<typeof createByteReader>): Promise<void> {
    const { id, order, seal, index } = desk.begin()
    const empty = blank(id, name)
    const giveUp = async () => {
      await seal.abort()
      await index.abort()
    }
    const examination = createExamination({ turn, id, name, seal, examiner })
    let toldBytes = 0
    try {
      const reading = await readSource(reader, {
        seal,
        index,
        now: now(),
        pacer,
        signal,
        onPiece: (sofar) => {
          if (sofar.bytes - toldBytes >= PROGRESS_BYTES) {
            toldBytes = sofar.bytes
            const { records } = sofar
            turn.feed.publish({ type: 'source-progress', sourceId: id, name, bytes: sofar.bytes, records, state: 'receiving' })
          }
          return examination.look(sofar)
        },
      })
      if (reading.fault?.fault === 'bomb' || (reading.fault !== undefined && reading.bytes === 0)) {
        await giveUp()
        return await desk.add({
          stored: { source: { ...empty, problem: problemOf(reading.fault) }, order, lines: 0, marks: [] },
          findings: [],
        })
      }
      const source = describe(empty, reading)
      const { findings, ...classified } = await examination.conclude(source, reading)
      const place = await seal.finish()
      const indexed = await index.finish({ digest: reading.digest(), templateOf: (group) => reading.templateOf(group) })
      const { lines, marks } = reading
      await desk.add({ stored: { source: { ...source, ...classified }, order, lines, marks, place, index: indexed }, findings })
    } catch (error) {
      await giveUp()
      if (!isDiskFull(error)) throw error
      await desk.add({ stored: { source: { ...empty, problem: DISK_FULL }, order, lines: 0, marks: [] }, findings: [] })
    }
  }

  return { file, refuse, archive: (report: ArchiveReport) => addArchive(report, blank, desk) }
}

function describe(empty: Source, reading: WholeReading): Source {
  return {
    ...empty,
    ...describeDigest(reading.digest()),
    encoding: reading.encoding,
    bytes: reading.bytes,
    sha256: reading.sha256,
    state: reading.fault === undefined ? 'ready' : 'partial',
    ...(reading.fault === undefined ? {} : { problem: problemOf(reading.fault) }),
  }
}

/** An archive is a source of its own when there is something to say of it: what was skipped, what is wrong, which bundle it is. */
async function addArchive(report: ArchiveReport, blank: (id: string, name: string) => Source, desk: UploadDesk): Promise<void> {
  const { fault, layout, members, skipped, name } = report
  if (fault === undefined && layout === undefined && skipped.size === 0 && members > 0) return
  const { id, order } = desk.begin()
  const source: Source = {
    ...blank(id, name),
    format: layout === undefined ? report.container : `${report.container}, ${layout}`,
    state: fault === undefined ? 'ready' : members === 0 ? 'refused' : 'partial',
    ...(fault === undefined ? {} : { problem: problemOf(fault) }),
    skipped: [...skipped].map(([reason, count]) => ({ reason, count, unit: 'files' })),
  }
  await desk.add({ stored: { source, order, lines: 0, marks: [] }, findings: [] })
}
