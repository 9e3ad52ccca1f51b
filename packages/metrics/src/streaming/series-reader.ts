import type { SyntaxFault } from '@faultmaven/config'
import { readExposition } from '../exposition.ts'
import { createFaults } from '../metric-reading.ts'
import { planSeparated } from '../separated-series.ts'
import { createExpositionStream } from './exposition-stream.ts'
import { createOtlpStream } from './otlp-stream.ts'
import { createPrometheusStream } from './prometheus-stream.ts'
import { createSeparatedStream, type StreamTarget } from './separated-stream.ts'
import { createSeriesStore, type StoredSeries, type StoreLimits } from './series-store.ts'

/** The series of a large source, and what could not be read of it. */
export type SeriesReading = StoredSeries & { readonly faults: readonly SyntaxFault[] }
/** Takes a source in pieces of any size. */
export type SeriesReader = { push(chunk: Uint8Array): void; end(): SeriesReading }

/** Enough of a source to know it by, and to plan how its rows are read. */
const HEAD_BYTES = 256 * 1024
/** A header of thousands of columns, and two rows. */
const MOST_HEAD_BYTES = 2 ** 20
const MARK_BYTES = 3

type ReaderOptions = StoreLimits & { readonly headBytes?: number }
type Stream = { push(chunk: Uint8Array): void; end(): void }

/**
 * Reads metric series of any size while they arrive: CSV and TSV with a time column, the Prometheus text format and OpenMetrics, replies
 * to queries of Prometheus, and OTLP JSON. Never throws for what it reads; memory grows with the samples, 21 bytes each, up to the
 * limits. Beyond these series are thinned by a rule that the reading tells.
 * @param name of the file
 * @param options `headBytes`: how much of the source is held until it is known what it is; where that does not tell, twice as much, up to 1 MiB
 */
export function createSeriesReader(name: string, { headBytes = HEAD_BYTES, ...limits }: ReaderOptions = {}): SeriesReader {
  const store = createSeriesStore(limits)
  const faults = createFaults()
  let stream: Stream | undefined
  let head: Uint8Array = new Uint8Array()
  let wanted = headBytes
  let isOther = false

  function recognise(): void {
    stream = streamOf(name, head, { store, faults })
    wanted = 2 * head.length
    isOther = stream === undefined && head.length >= MOST_HEAD_BYTES
    if (stream === undefined && !isOther) return
    stream?.push(withoutMark(head))
    head = new Uint8Array()
  }
  return {
    push(chunk) {
      if (isOther) return
      if (stream) return stream.push(chunk)
      head = Buffer.concat([head, chunk])
      if (head.length >= wanted) recognise()
    },
    end() {
      if (!stream && !isOther) recognise()
      stream?.end()
      return { ...store.end(), faults: faults.faults() }
    },
  }
}

/** Whether a source that begins so is one of series that {@link createSeriesReader} reads. @param head 64 KiB are enough, but of tables whose header and first two rows are longer */
export function beginsWithSeries(head: Uint8Array): boolean {
  return streamOf('', head, { store: createSeriesStore(), faults: createFaults() }) !== undefined
}

function streamOf(name: string, head: Uint8Array, target: StreamTarget): Stream | undefined {
  const text = Buffer.from(withoutMark(head)).toString()
  const first = /^\s*(\S)/.exec(text)?.[1]
  if (first === '{' || first === '[') {
    if (/"(?:resourceMetrics|resource_metrics)"/.test(text)) return createOtlpStream(target)
    return /"metric"\s*:\s*\{/.test(text) && /"values?"\s*:\s*\[/.test(text)
      ? createPrometheusStream(stemOf(name), target)
      : undefined
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1) || text
  if (readExposition(whole).series.length > 0) return createExpositionStream(target)
  const plan = planSeparated(whole.trimEnd())
  return plan === undefined ? undefined : createSeparatedStream(plan, target)
}

function withoutMark(head: Uint8Array): Uint8Array {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(MARK_BYTES) : head
}

/** Names the series of an expression: whoever saved the reply wrote what it is into the name of the file. */
function stemOf(name: string): string {
  const stem = (name.split('/').at(-1) ?? '').replace(/\.[a-z0-9]{1,8}$/i, '')
  return stem === '' ? 'values' : stem.slice(0, 200)
}
