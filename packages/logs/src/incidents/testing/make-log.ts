import { createSeededRandom } from '@faultmaven/testkit'

/** What a made log says beside its everyday messages: lines to put before a record, or instead of it. */
export type Plot = (at: number, random: () => number) => readonly MadeLine[]
export type MadeLine = { readonly level: string; readonly component: string; readonly text: string }

const EVERYDAY: readonly (readonly [string, string, (random: () => number) => string])[] = [
  ['INFO', 'cart', (random) => `added item ${number(random, 9000)} to basket ${number(random, 90_000)}`],
  ['INFO', 'cart', (random) => `basket ${number(random, 90_000)} priced in ${number(random, 40)} ms`],
  ['INFO', 'mailer', (random) => `sent receipt ${number(random, 90_000)} through relay ${number(random, 4)}`],
  ['DEBUG', 'mailer', (random) => `queue length is ${number(random, 30)}`],
  ['INFO', 'stock', (random) => `shelf ${number(random, 500)} counted: ${number(random, 70)} pieces`],
  ['INFO', 'stock', (random) => `reserved ${number(random, 9)} pieces for order ${number(random, 90_000)}`],
  ['WARN', 'stock', (random) => `count of shelf ${number(random, 500)} took ${200 + number(random, 90)} ms`],
  ['INFO', 'gate', (random) => `visitor ${number(random, 90_000)} came from 10.0.${number(random, 200)}.${number(random, 200)}`],
  ['ERROR', 'gate', (random) => `visitor ${number(random, 90_000)} sent a malformed cookie`],
]

type Options = {
  readonly records: number
  readonly seed?: number
  /** Lines that come before the record at this index. */
  readonly plot?: Plot
  /** Leaves out everyday records. */
  readonly without?: (at: number, component: string) => boolean
  /** Milliseconds until the next record. */
  readonly stepMs?: (at: number) => number
  readonly times?: boolean
}

/** A log of a shop with four components that write in no order, one error of them all along. Same options, same log. */
export function makeLog({ records, seed = 1, plot, without, stepMs = () => 200, times = true }: Options): string[] {
  const random = createSeededRandom(seed)
  const lines: string[] = []
  let now = Date.UTC(2026, 4, 4, 6)
  const write = ({ level, component, text }: MadeLine) => {
    now += stepMs(lines.length) * (0.5 + random())
    lines.push(`${times ? `${new Date(now).toISOString()} ` : ''}${level} ${component}: ${text}`)
  }
  for (let at = 0; at < records; at += 1) {
    for (const line of plot?.(at, random) ?? []) write(line)
    // Errors are one in forty.
    const pick = random() < 0.025 ? EVERYDAY.length - 1 : Math.floor(random() * (EVERYDAY.length - 1))
    const [level, component, text] = EVERYDAY[pick]!
    if (without?.(at, component) !== true) write({ level, component, text: text(random) })
  }
  return lines
}

function number(random: () => number, below: number): number {
  return 1 + Math.floor(random() * below)
}
