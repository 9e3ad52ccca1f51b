import { ALL_DETECTORS, createDetection, createScanner, type Detector } from '@faultmaven/redaction'
import { madeChunks } from './made-log.ts'

/**
 * How fast text is redacted, and how slow the worst line makes each detector: `npm run bench:redaction`. Times are of the processor, in one
 * process; speed is of detection over made logs. The hostile lines are a mebibyte of one piece again and again: every anchor of the detector
 * in three writings, its samples, whole, cut short and with other characters, each with every joint. All of them are timed at a sixty-fourth of
 * the length, the slowest four of each detector in full, the better of two runs as others use the machine too.
 */
const LINE_LENGTH = 2 ** 20
const SHORT_LENGTH = LINE_LENGTH / 64
const LIMIT_MS = 200
const JOINTS = [
  '',
  ' ',
  '-',
  '.',
  '_',
  ':',
  ': ',
  '=',
  ' = ',
  '="',
  "='",
  '/',
  '+',
  ',',
  ';',
  '&',
  '"',
  String.raw`\"`,
  '\t',
  '=a',
  '=a1b2c3d4,',
  ' is ',
  '>',
  '(',
  '@',
  'é',
]
const TAILS = ['a'.repeat(60), 'aB3-'.repeat(20), '0123456789abcdef'.repeat(4), ' '.repeat(24), '='.repeat(40)]
const FILLERS = ['a', '1', 'A1', '-', '=', '1.', '1:', '::', 'a.', '@', String.raw`\"`, '://', 'eyJ', '_', '/', 'é']

type Timed = { readonly name: string; readonly unit: string; readonly taken: number }

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
  const worst = ALL_DETECTORS.flatMap((detector) => slowestLines(detector))
  worst.sort((one, other) => other.taken - one.taken)
  for (const { name, taken, unit } of worst.slice(0, 12)) print(taken, name, unit)
  const slow = new Set(worst.filter(({ taken }) => taken > LIMIT_MS).map(({ name }) => name))
  console.log(`${ALL_DETECTORS.length - slow.size} of ${ALL_DETECTORS.length} detectors stay under ${LIMIT_MS} ms`)
  console.log('all detectors together, on the worst lines of any and on fillers:')
  const detect = createDetection({ timeoutMs: 600_000 })
  const together = [...worst.slice(0, 24).map(({ unit }) => unit), ...FILLERS].map((unit) => {
    const line = fill(unit, LINE_LENGTH)
    return { unit, taken: milliseconds(() => detect(line)) }
  })
  together.sort((one, other) => other.taken - one.taken)
  for (const { taken, unit } of together.slice(0, 5)) print(taken, 'all', unit)
  if (slow.size > 0) process.exitCode = 1
}

function slowestLines(detector: Detector): Timed[] {
  const scan = createScanner([detector])
  const time = (unit: string, length: number) => {
    const line = fill(unit, length)
    return { name: detector.name, unit, taken: milliseconds(() => scan(line, () => {})) }
  }
  const short = hostileUnits(detector).map((unit) => time(unit, SHORT_LENGTH))
  short.sort((one, other) => other.taken - one.taken)
  return short.slice(0, 4).map(({ unit }) => {
    const [first, second] = [time(unit, LINE_LENGTH), time(unit, LINE_LENGTH)]
    return first.taken < second.taken ? first : second
  })
}

function hostileUnits({ anchors, samples }: Detector): string[] {
  const words = anchors.flatMap((anchor) =>
    typeof anchor === 'symbol'
      ? ['1', '12', '123', '1234', '1.2.3', '(212) ', '4111 ', '+1', '2:']
      : [anchor, anchor.toUpperCase(), anchor.replace(/[a-z]/, (letter) => letter.toUpperCase())],
  )
  const values = samples.found.map((sample) => sample.replaceAll(/[⟦⟧]/g, ''))
  const misses = values.flatMap((value) => [
    value.slice(0, -2),
    value.slice(3),
    value.replaceAll(/\d/g, 'z'),
    value.replaceAll(/[a-z]/g, '1'),
  ])
  const joined = words.flatMap((word) => [...JOINTS, ...TAILS].map((joint) => word + joint))
  const few = [...values, ...misses, ...samples.left].flatMap((piece) => JOINTS.slice(0, 6).map((joint) => piece + joint))
  return [...new Set([...joined, ...few, ...FILLERS])].filter((unit) => unit !== '')
}

function print(taken: number, name: string, unit: string): void {
  console.log(`${taken.toFixed(0).padStart(5)} ms  ${name}: ${JSON.stringify(unit.slice(0, 60))}`)
}

function fill(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
}

function milliseconds(run: () => unknown): number {
  const { user } = process.cpuUsage()
  run()
  return (process.cpuUsage().user - user) / 1_000
}
