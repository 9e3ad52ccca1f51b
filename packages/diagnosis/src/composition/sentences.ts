import type { Finding } from '@faultmaven/contracts'
import { sourceNameOf, type Evidence } from '../ranking/evidence.ts'
import { clip } from './clip.ts'
import { keyPhrase } from './key-phrase.ts'

/** "postgresql.log reports “…” 12 times between 13:45:02 and 14:02:11" — what a finding says and how often. */
export function reportSentence(finding: Finding, { sources }: Evidence, room: number): string {
  const source = clip(sourceNameOf(finding, sources), 60)
  if (finding.kind !== 'fault' || isOurs(finding)) return `${statement(finding, room)}${source ? ` (${source})` : ''}`
  const phrase = keyPhrase(finding.fault?.cause ?? finding.title, room)
  const speaker = finding.entities.find((entity) => !phrase.includes(entity) && !source.includes(entity))
  const who = speaker ? `${clip(speaker, 60)} (${source})` : source
  const often = finding.count > 1 ? ` ${finding.count} times` : ''
  return `${who} reports “${phrase}”${often}${when(finding)}`
}

/** Checks of files whose faults are worded by us: the file itself does not report them. */
const OURS = new Set(['syntax', 'misspelt-keys'])
export const isOurs = ({ check }: Finding) => OURS.has(check)

/** A long title of a state ends in a quoted message: its head and the telling part of that message say the same in less. */
function statement({ title, fault }: Finding, room: number): string {
  const head = title.split(': ')[0] ?? ''
  if (title.length <= room || fault?.cause === undefined || head.length > room / 2) return clip(title, room)
  return `${head}: “${keyPhrase(fault.cause, room - head.length)}”`
}

/** Shorter, for what is only mentioned beside. */
export function mention(finding: Finding, room: number): string {
  if (finding.kind !== 'fault') return statement(finding, room)
  const phrase = keyPhrase(finding.fault?.cause ?? finding.title, room)
  return `“${phrase}”${finding.count > 1 ? ` (${finding.count} times)` : ''}`
}

export function when({ interval }: Finding): string {
  if (!interval) return ''
  const [from, to] = [clock(interval.from), clock(interval.to)]
  if (from === to) return ` at ${from}`
  const day = interval.from.slice(0, 10)
  return day === interval.to.slice(0, 10)
    ? ` between ${from} and ${to}`
    : ` from ${day} ${from} to ${interval.to.slice(0, 10)} ${to}`
}

function clock(instant: string): string {
  return instant.slice(11, 19)
}

/** Sentences joined while they fit, each ended with a period; the first always stays. */
export function joinSentences(sentences: readonly string[], max: number): string {
  let text = ''
  for (const sentence of sentences) {
    const ended = /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
    if (sentence === '' || (text !== '' && text.length + 1 + ended.length > max)) continue
    text = text === '' ? clip(ended, max) : `${text} ${ended}`
  }
  return text
}
