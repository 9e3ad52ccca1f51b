import { createReadStream } from 'node:fs'
import { createLogReader } from '@faultmaven/logs'
import { limitInlining } from '../../services/data-processing/src/log-reading/limit-inlining.ts'

/**
 * How fast one thread reads a log into a digest, and how much memory that takes:
 * `npx tsx bench/src/log-speed.ts [megabytes] [text|json|syslog|words]` makes the log chunk by chunk, `… FILE` reads one.
 * Compare `timesTokenHash`: CPU time as a multiple of a plain loop that splits the same bytes at spaces and hashes the words,
 * measured in turns with the reader, chunk by chunk. Wall time and megabytes a second move with what else the machine does.
 */
const file = Number.isNaN(Number(process.argv[2] ?? 256)) ? process.argv[2] : undefined
const megabytes = Number(process.argv[2] ?? 256)
const kind = file ?? process.argv[3] ?? 'text'

async function* chunks(): AsyncGenerator<Buffer> {
  if (file !== undefined) return yield* createReadStream(file, { highWaterMark: 2 ** 20 })
  // A log that is read needs none of what this brings along.
  const { madeChunks } = await import('./made-log.ts')
  yield* madeChunks(kind, megabytes)
}

/** The yardstick: a token with a digit hashes as a wildcard, and one hash a line goes into a table. */
function createTokenHash() {
  const kinds = new Uint8Array(256)
  kinds.fill(1, 48, 58)
  kinds[32] = kinds[9] = 2
  kinds[10] = 3
  const table = new Uint32Array(2 ** 20)
  let line = 0
  let token = 0x811c9dc5
  let digit = 0
  let distinct = 0
  return (bytes: Uint8Array): number => {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!
      const of = kinds[byte]!
      if (of < 2) {
        token = Math.imul(token ^ byte, 0x01000193)
        digit |= of
        continue
      }
      line = (Math.imul(line ^ (digit ? 42 : token), 0x9e3779b1) + 1) | 0
      line ^= line >>> 15
      token = 0x811c9dc5
      digit = 0
      if (of !== 3) continue
      const key = line >>> 0 || 1
      let slot = (line >>> 12) & 0xfffff
      while (table[slot] !== 0 && table[slot] !== key) slot = (slot + 1) & 0xfffff
      if (table[slot] === 0 && distinct < 800_000) {
        table[slot] = key
        distinct += 1
      }
      line = 0
    }
    return distinct
  }
}

function createStopwatch() {
  let micros = 0
  return {
    time: <T>(work: () => T): T => {
      const before = process.cpuUsage()
      const result = work()
      const spent = process.cpuUsage(before)
      micros += spent.user + spent.system
      return result
    },
    micros: () => micros,
  }
}

limitInlining()
const reader = createLogReader({ now: Date.UTC(2026, 10, 22) })
const tokenHash = createTokenHash()
const reading = createStopwatch()
const hashing = createStopwatch()
let bytes = 0
for await (const next of chunks()) {
  bytes += next.length
  hashing.time(() => tokenHash(next))
  reading.time(() => reader.push(next))
}
const digest = reading.time(() => reader.end())
console.log(
  JSON.stringify({
    kind,
    megabytes: Math.round(bytes / 1e6),
    lines: digest.coverage.lines,
    records: digest.coverage.records,
    templates: digest.templates.length,
    timesTokenHash: Number((reading.micros() / hashing.micros()).toFixed(2)),
    megabytesPerCpuSecond: Math.round(bytes / reading.micros()),
    peakRssMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
  }),
)
