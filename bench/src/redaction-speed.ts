import { ALL_DETECTORS, createDetection, createScanner, type Detector } from '@faultmaven/redaction'
import { madeChunks } from './made-log.ts'

/**
 * How fast text is redacted, and how slow the worst line makes each detector: `npm run bench:redaction`. Times are of the processor, in one
 * process; speed is of detection over made logs. The hostile lines are a mebibyte long and made of each detector's own anchors and samples:
 * repeated, cut short, joined, followed by characters that patterns repeat over.
 */
const LINE_LENGTH = 2 ** 20
const LIMIT_MS = 200
const FILLERS = ['a', '1', 'A1', '-', '=', '1.', '1:', '::', 'a.', '@', String.raw`\"`, '://', 'eyJ', '_', '/', 'é']

type Hardest = { readonly name: string; readonly line: string; readonly taken: number }

for (const kind of ['text', 'json', 'syslog']) measureSpeed(kind)
measureWorst()

function measureSpeed(kind: string): void {
  const pieces = [...madeChunks(kind, 8)].map((chunk) => chunk.toString())
  const bytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  const detect = createDetection({ timeoutMs: 600_000 })
  for (const prose of [false, true]) {
    const run = () => pieces.forEach((piece) => detect(piece, { prose }))
    const taken = Math.min(milliseconds(run), milliseconds(run), milliseconds(run))
    console.log(`made ${kind} log${prose ? ' as prose' : ''}: ${(bytes / 1e3 / taken).toFixed(1)} MB a second`)
  }
}

function measureWorst(): void {
  const fillers = FILLERS.map(fill)
  const worst = ALL_DETECTORS.map((detector) => hardestOf(detector.name, [detector], hostileLines(detector)))
  worst.push(hardestOf('all together', ALL_DETECTORS, fillers))
  worst.sort((one, other) => other.taken - one.taken)
  for (const { name, taken, line } of worst.slice(0, 8))
    console.log(`${taken.toFixed(0).padStart(5)} ms  ${name}: ${JSON.stringify(line)}`)
  const slow = worst.filter(({ taken }) => taken > LIMIT_MS)
  console.log(`${worst.length - slow.length} of ${worst.length} stay under ${LIMIT_MS} ms for every hostile line`)
  if (slow.length > 0) process.exitCode = 1
}

function hardestOf(name: string, detectors: readonly Detector[], lines: readonly string[]): Hardest {
  const scan = createScanner(detectors)
  const times = lines.map((line) => ({ name, line: line.slice(0, 60), taken: milliseconds(() => scan(line, () => {})) }))
  return times.reduce((one, other) => (other.taken > one.taken ? other : one))
}

function hostileLines({ anchors, samples }: Detector): string[] {
  const words = anchors.filter((anchor) => typeof anchor === 'string').slice(0, 3)
  const values = samples.found.slice(0, 3).map((sample) => sample.replaceAll(/[⟦⟧]/g, ''))
  const pieces = [...words, ...values, ...values.map((value) => value.slice(0, -2))]
  return pieces.flatMap((piece) => [piece, `${piece} `, piece + '='.repeat(40), piece + 'a'.repeat(60)]).map(fill)
}

function fill(unit: string): string {
  return unit.repeat(Math.ceil(LINE_LENGTH / unit.length)).slice(0, LINE_LENGTH)
}

function milliseconds(run: () => unknown): number {
  const { user } = process.cpuUsage()
  run()
  return (process.cpuUsage().user - user) / 1_000
}
