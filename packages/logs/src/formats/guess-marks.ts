import { severityOfName } from '../records/severity-names.ts'
import type { StampEnd } from './layout.ts'
import type { ReadLine } from './read-line.ts'

/** A part of a line and what it is; `line` counts from 0. */
export type Mark = { readonly line: number; readonly from: number; readonly to: number; readonly part: string }
type Spot = Omit<Mark, 'line'>

/** A stamp that begins later in a line belongs to its message. */
const HEADER_CHARACTERS = 120

/** What the parts of a line may be, as the reader of logs takes it; nothing overlaps. The message reaches to the end. */
export function guessMarks(text: string, read: ReadLine | undefined, stampEnd: StampEnd): readonly Spot[] {
  const spots: Spot[] = []
  const stamp = findStamp(text, stampEnd)
  if (stamp !== undefined) spots.push(stamp)
  const body = read === undefined || !text.endsWith(read.body) || read.body === '' ? undefined : text.length - read.body.length
  const header = text.slice(0, body ?? HEADER_CHARACTERS)
  const level = findLevel(header, read, stamp)
  if (level !== undefined) spots.push(level)
  for (const part of ['component', 'host'] as const) addNamed(spots, part, read?.[part], header)
  const pid = read?.fields?.['pid']
  if (pid !== undefined) addNamed(spots, 'pid', String(pid), header)
  if (body !== undefined && spots.every(({ to }) => to <= body)) spots.push({ from: body, to: text.length, part: 'body' })
  return spots.toSorted((a, b) => a.from - b.from)
}

function findStamp(text: string, stampEnd: StampEnd): Spot | undefined {
  for (let from = 0; from < Math.min(text.length, HEADER_CHARACTERS); from++) {
    if (/[A-Za-z0-9]/.test(text.charAt(from - 1))) continue
    const to = stampEnd(text, from)
    if (to !== undefined) return { from, to, part: 'timestamp' }
  }
  return undefined
}

/** The word that says the level: that which the reader took, else one in capitals. */
function findLevel(header: string, read: ReadLine | undefined, stamp: Spot | undefined): Spot | undefined {
  for (const { 0: word, index } of header.matchAll(/[A-Za-z]{1,11}(?![A-Za-z0-9])/g)) {
    const isInStamp = stamp !== undefined && index < stamp.to && index + word.length > stamp.from
    if (isInStamp || /[A-Za-z0-9]/.test(header.charAt(index - 1))) continue
    const severity = severityOfName(word)
    const isTaken = read?.severity !== undefined ? severity === read.severity : severity !== undefined && /^[A-Z]{4,}$/.test(word)
    if (isTaken) return { from: index, to: index + word.length, part: 'severity' }
  }
  return undefined
}

function addNamed(spots: Spot[], part: string, value: string | undefined, header: string): void {
  if (value === undefined || value === '') return
  for (let from = header.indexOf(value); from >= 0; from = header.indexOf(value, from + 1)) {
    const to = from + value.length
    if (spots.some((spot) => spot.from < to && spot.to > from)) continue
    spots.push({ from, to, part })
    return
  }
}
