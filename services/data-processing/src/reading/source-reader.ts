import type { Source } from '@faultmaven/contracts'
import { createSourceReader, memoryBytes, type ByteSource, type SourceReader } from '@faultmaven/evidence'
import type { Encoding } from '@faultmaven/logs'
import { fromInstant } from '@faultmaven/signals'
import { correctionOf } from '../clock/correction-of.ts'
import type { StoredSource } from '../store/stored-source.ts'
import { markBefore, type Lined } from './find-lines.ts'

/** A stored source as the checker of claims reads it, over its sealed bytes. */
export function toSourceReader({ source, marks, place, taught = [] }: StoredSource, bytes: ByteSource | undefined): SourceReader {
  return createSourceReader({
    sourceId: source.id,
    name: source.name,
    sha256: source.sha256,
    taught,
    bytes: bytes ?? memoryBytes(new Uint8Array(0)),
    complete: source.state === 'ready' && place !== undefined,
    ...clockOf(source),
    receivedAtMs: fromInstant(source.receivedAt) / 1000,
    nearestLine: (line) => {
      const mark = markBefore(marks, line)
      return { line: mark.line, start: mark.byte }
    },
  })
}

function clockOf(source: Source) {
  const { clock } = source
  const { alignment, steps } = clock ?? {}
  return {
    clockUncertaintyMs: clock?.uncertaintyMs ?? 0,
    correctionUs: correctionOf(source),
    ...(steps === undefined ? {} : { steps }),
    ...(alignment === undefined ? {} : { reference: { id: alignment.referenceId, uncertaintyMs: alignment.uncertaintyMs } }),
  }
}

/** A stored source for finding lines in. */
export function toLined({ source, marks }: StoredSource, bytes: Pick<ByteSource, 'read'>): Lined {
  return { encoding: toEncoding(source.encoding), bytes: source.bytes, marks, read: (start, end) => bytes.read(start, end) }
}

const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']

export function toEncoding(stored: string): Encoding {
  return ENCODINGS.find((encoding) => encoding === stored) ?? 'utf-8'
}
