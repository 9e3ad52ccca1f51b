import { decodeText } from '../encoding/decode-text.ts'
import { detectEncoding, HEAD_BYTES } from '../encoding/detect-encoding.ts'
import type { TaughtFormat } from '../formats/log-format.ts'
import { isBinary } from '../records/is-binary.ts'
import type { ContentClass, Head } from './content-kind.ts'
import { hintOfName } from './name-hint.ts'
import { recogniseCode } from './recognise-code.ts'
import { recogniseCommand } from './recognise-command.ts'
import { recogniseConfig } from './recognise-config.ts'
import { recogniseDocument } from './recognise-document.ts'
import { recogniseJson } from './recognise-json.ts'
import { recogniseLog } from './recognise-log.ts'
import { recogniseMetrics } from './recognise-metrics.ts'

const MAX_LINES = 300
/** What a name that agrees adds: enough to decide between readings that the content leaves open, not to overrule it. */
const NAME_WEIGHT = 0.15
const RECOGNISERS = [
  recogniseJson,
  recogniseMetrics,
  recogniseCommand,
  recogniseConfig,
  recogniseCode,
  recogniseDocument,
  recogniseLog,
]

/**
 * Tells what a source is by its content first and its name second.
 *
 * @param name file name or path; rotated and compressed suffixes are ignored
 * @param head the first 64 KiB of the unpacked source, or all of it
 * @param taught formats that users taught
 * @returns `unknown` for binary and empty sources; text that nothing else recognises is a plain log of low confidence
 */
export function classifyContent(name: string, head: Uint8Array, taught: readonly TaughtFormat[] = []): ContentClass {
  if (head.length === 0) return { kind: 'unknown', format: 'empty', confidence: 1 }
  const { encoding, bomBytes } = detectEncoding(head)
  const text = decodeText(head.subarray(bomBytes, HEAD_BYTES), encoding)
  if (isBinary(text) || isUnreadable(text)) return { kind: 'unknown', format: 'binary', confidence: 1 }
  if (text.trim() === '') return { kind: 'unknown', format: 'empty', confidence: 1 }
  const seen = toHead(text, taught)
  const hint = hintOfName(name)
  const readings = RECOGNISERS.flatMap((recognise) => recognise(seen) ?? [])
  const weighed = readings.map((reading) => ({ reading, weight: reading.confidence + (reading.kind === hint ? NAME_WEIGHT : 0) }))
  const best = weighed.reduce((a, b) => (b.weight > a.weight ? b : a), {
    reading: { kind: hint ?? 'log', format: 'plain', confidence: 0.2 },
    weight: hint === undefined || hint === 'log' ? 0.2 : 0.3,
  })
  return { ...best.reading, confidence: Math.min(1, best.weight) }
}

function toHead(text: string, taught: readonly TaughtFormat[]): Head {
  const lines = text.split(/\r\n|\r|\n/, MAX_LINES + 1)
  // The last line may be cut by the head; it only counts when it is the only one.
  if (lines.length > 1) lines.pop()
  return { text, lines, filled: lines.filter((line) => line.trim() !== ''), taught }
}

/** Random bytes without a zero: many control characters all the same. */
function isUnreadable(text: string): boolean {
  let controls = 0
  const length = Math.min(text.length, 4096)
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 27) || (code >= 0x7f && code < 0xa0)) controls += 1
  }
  return controls * 10 > length
}
