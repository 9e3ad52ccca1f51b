import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { LiveOrigin, Source } from '@faultmaven/contracts'
import type { LogDigest, TaughtFormat } from '@faultmaven/logs'
import { FRAME_BYTES } from '@faultmaven/security'
import { microseconds, toInstant } from '@faultmaven/signals'
import type { Blob } from '@faultmaven/storage'
import { ReadingEndedError } from '../log-reading/log-reading.ts'
import type { LogReadings } from '../log-reading/log-readings.ts'
import { type ArchiveReport, type Bytes, createByteReader, OpenError, type OpenLimits, openUpload } from '@faultmaven/archives'
import { otlpSignalOf, otlpToJson } from '../open/otlp-to-json.ts'
import { createSpool } from '../sealing/spool.ts'
import { toCaseDocument } from '../documents/case-documents.ts'
import { isDiskFull } from '../store/disk-full.ts'
import { toTaughtFormat } from '../store/log-formats.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { ArrivingSource } from '../store/stored-source.ts'
import { readingOf, type Turn } from '../turns/turn.ts'
import { createUploadKeeper } from '../uploads/upload-keeper.ts'
import { createExamination } from '../examination/create-examination.ts'
import type { Examiner } from '../examination/examiner.ts'
import { describeDigest } from './describe-source.ts'
import { createPacer } from './pacer.ts'
import { createEndings, type Endings } from './endings.ts'
import { DISK_FULL, problemOf, problemOfReading, type SourceProblem } from './problem-of.ts'
import { headOf, readSource, refuseBinary, type ArrivedSource, type SourceReading } from './read-source.ts'
import { createUploadDesk, type UploadDesk } from './upload-desk.ts'

type Upload = {
  readonly turn: Turn
  readonly ordinal: number
  readonly name: string
  readonly body: Readable
  readonly signal: AbortSignal
  /** The uploads of the turn that come before this one: they are told of first. */
  readonly before: Promise<unknown>
  /** Where it came from when nobody uploaded it. */
  readonly live?: LiveOrigin
  /** Its body is all there, and less than what was asked for. */
  readonly isCut?: boolean
}
export type IngestDeps = {
  readonly blob: Blob
  readonly records: SealedRecords
  readonly limits: OpenLimits
  readonly examiner: Examiner
  readonly logs: LogReadings
  readonly tellsEarly: boolean
  /** Whether uploads are kept as they came, to be given out again. */
  readonly keepsUploads: boolean
}
export type Ingested = { readonly sha256: string; readonly bytes: number; readonly sources: Source[] }

/**
 * Takes one uploaded file while it arrives: opens what is packed, and reads, seals and examines every source in it. With reading
 * workers several sources are read at once, and still told of one after the other, in their order.
 * A fault of one source becomes that source's problem and the others go on; only a body that breaks off, a caller that goes
 * away and defects of ours are thrown, and then nothing of the upload that was not told of yet stays.
 */
export async function ingestUpload(upload: Upload, key: Uint8Array, deps: IngestDeps): Promise<Ingested> {
  const { openedAtMs, logFormats } = readingOf(upload.turn)
  const frame = Buffer.alloc(FRAME_BYTES)
  const desk = createUploadDesk({ ...upload, key, ...deps })
  const endings = createEndings({ before: upload.before, atOnce: deps.logs.workers })
  const intake = createIntake(upload, { desk, endings }, { ...deps, openedAtMs, taught: logFormats.map(toTaughtFormat) })
  const counted = countBody(upload.body)
  const keeper = createUploadKeeper({ ...upload, key, ...deps })
  const body = keeper.take(counted.bytes)
  try {
    await openOrRefuse()
    await endings.settle()
  } catch (error) {
    await endings.giveUp()
    await desk.abort()
    await keeper.abort()
    throw error
  } finally {
    frame.fill(0)
  }
  const ingested = { ...counted.result(), sources: await desk.finish() }
  await keeper.finish(ingested)
  return ingested

  async function openOrRefuse(): Promise<void> {
    try {
      await openUpload(
        { name: upload.name, body },
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
      if (!isDiskFull(error)) throw error
      // A zip that found no room before any of its members.
      await intake.refuse(upload.name, DISK_FULL)
      for await (const _ of body);
    }
  }
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

/** Kept as the OTLP JSON that says the same: that is what citations show. */
const OTLP_PROTOBUF = 'otlp-protobuf'
const PROGRESS_BYTES = 2 ** 20

type IntakeDeps = IngestDeps & { readonly openedAtMs: number; readonly taught: readonly TaughtFormat[] }
type Place = ReturnType<UploadDesk['next']>
type Places = { readonly desk: UploadDesk; readonly endings: Endings }

function createIntake({ turn, signal, live, isCut = false }: Upload, { desk, endings }: Places, deps: IntakeDeps) {
  const { openedAtMs, examiner, logs, taught, tellsEarly } = deps
  const pacer = createPacer()

  function blank(id: string, name: string): Source {
    const receivedAt = toInstant(microseconds(openedAtMs * 1000))
    const unread = { kind: 'unknown', format: '', encoding: '', bytes: 0, sha256: '', skipped: [] } as const
    const origin = live === undefined ? {} : { live }
    return { id, turnId: turn.turnId, name, ...unread, skipped: [], state: 'refused', receivedAt, ...origin }
  }
  /** Nothing of it is kept. */
  function refuseAs({ id, order }: Place, name: string, problem: SourceProblem): Promise<void> {
    const source = { ...blank(id, name), problem }
    return endings.add({ run: () => desk.add({ stored: { source, order, lines: 0, marks: [] }, findings: [] }) })
  }
  const refuse = (name: string, problem: SourceProblem) => refuseAs(desk.next(), name, problem)

  async function file({ name, bytes, isMember }: { name: string; bytes: Bytes; isMember: boolean }): Promise<string | undefined> {
    const reader = createByteReader(isCut ? cutOff(bytes) : bytes)
    const signal = otlpSignalOf(await headOf(reader))
    if (signal !== undefined) {
      await take(name, createByteReader(otlpToJson(reader.rest(), signal)), OTLP_PROTOBUF)
      return undefined
    }
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

  async function take(name: string, reader: ReturnType<typeof createByteReader>, format?: string): Promise<void> {
    const place = desk.next()
    const { id, order } = place
    const { seal, index, close } = desk.open(id)
    const examination = createExamination({ turn, id, name, seal, examiner })
    const giveUp = async () => {
      turn.arriving.delete(id)
      await examination.giveUp()
      await seal.abort()
      await index.abort()
      close()
    }
    const arrived = await arrive().catch(async (error: unknown) => {
      await giveUp()
      return problemOrThrow(error)
    })
    if ('code' in arrived) return refuseAs(place, name, arrived)
    if (arrived.fault?.fault === 'bomb' || (arrived.fault !== undefined && arrived.bytes === 0)) {
      arrived.drop()
      await giveUp()
      return refuseAs(place, name, problemOf(arrived.fault))
    }
    // Asked for at once: its worker is free for another source while this one waits for those before it.
    const log = arrived.log()
    log.catch(() => {})
    return endings.add({
      run: () => conclude(arrived),
      async giveUp() {
        arrived.drop()
        await giveUp()
      },
    })

    function arrive(): Promise<ArrivedSource> {
      let toldBytes = 0
      return readSource(reader, {
        seal,
        index,
        logs,
        taught,
        now: openedAtMs,
        pacer,
        signal,
        onLarge: examination.feed,
        onPiece: (sofar) => {
          if (!turn.arriving.has(id)) turn.arriving.set(id, arriving(sofar))
          if (sofar.bytes - toldBytes >= PROGRESS_BYTES) {
            toldBytes = sofar.bytes
            const { bytes, records } = sofar
            turn.feed.publish({ type: 'source-progress', sourceId: id, name, bytes, records, state: 'receiving' })
          }
          return tellsEarly ? examination.look(sofar) : undefined
        },
      })
    }
    function arriving(reading: SourceReading): ArrivingSource {
      return {
        soFar() {
          const { encoding, bytes, lines, marks } = reading
          return { source: { ...blank(id, name), state: 'partial', encoding, bytes }, order, lines, marks, taught }
        },
        read: (start, end) => seal.read(start, end),
      }
    }
    async function conclude(reading: ArrivedSource): Promise<void> {
      try {
        const read = await log
        const source = describe(blank(id, name), reading, read.digest)
        const { findings, isReadWhole, times, document, ...classified } = await examination.conclude(source, reading, read)
        const sealed = await seal.finish()
        const indexed = await index.finish(read)
        const { lines, marks } = reading
        const skipped = isReadWhole ? [] : source.skipped
        const stored = {
          source: { ...source, ...classified, ...times, skipped, ...(format !== undefined && { format }) },
          order,
          lines,
          marks,
          place: sealed,
          index: indexed,
        }
        const kept = read.taught.length === 0 ? stored : { ...stored, taught: read.taught }
        await desk.add({ stored: kept, findings, ...(document && { document: toCaseDocument({ id, name }, document) }) })
        close()
      } catch (error) {
        await giveUp()
        const source = { ...blank(id, name), problem: problemOrThrow(error) }
        await desk.add({ stored: { source, order, lines: 0, marks: [] }, findings: [] })
      }
    }
  }

  return { file, refuse, archive: (report: ArchiveReport) => addArchive(report, blank, { desk, endings }) }
}

/** Ends as a file does that was cut: what there is of it is examined, and nothing that it lacks counts as absent. */
async function* cutOff(bytes: Bytes): AsyncGenerator<Uint8Array, void> {
  yield* bytes
  throw new OpenError('truncated', 'The live source may hold more of what was asked for than it gave')
}

/** What a source shows that failed by itself. @throws what is no such failure */
function problemOrThrow(error: unknown): SourceProblem {
  if (isDiskFull(error)) return DISK_FULL
  if (error instanceof ReadingEndedError) return problemOfReading(error)
  throw error
}

function describe(empty: Source, reading: ArrivedSource, digest: LogDigest): Source {
  return {
    ...empty,
    ...describeDigest(digest),
    encoding: reading.encoding,
    bytes: reading.bytes,
    sha256: reading.sha256,
    state: reading.fault === undefined ? 'ready' : 'partial',
    ...(reading.fault === undefined ? {} : { problem: problemOf(reading.fault) }),
  }
}

/** An archive is a source of its own when there is something to say of it: what was skipped, what is wrong, which bundle it is. */
async function addArchive(
  report: ArchiveReport,
  blank: (id: string, name: string) => Source,
  { desk, endings }: Places,
): Promise<void> {
  const { fault, layout, members, skipped, name } = report
  if (fault === undefined && layout === undefined && skipped.size === 0 && members > 0) return
  const { id, order } = desk.next()
  const source: Source = {
    ...blank(id, name),
    format: layout === undefined ? report.container : `${report.container}, ${layout}`,
    state: fault === undefined ? 'ready' : members === 0 ? 'refused' : 'partial',
    ...(fault === undefined ? {} : { problem: problemOf(fault) }),
    skipped: [...skipped].map(([reason, count]) => ({ reason, count, unit: 'files' })),
  }
  await endings.add({ run: () => desk.add({ stored: { source, order, lines: 0, marks: [] }, findings: [] }) })
}
