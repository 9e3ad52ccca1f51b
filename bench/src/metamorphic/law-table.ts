import { LAWS, type Law } from './variants.ts'

/** What an answer says first. */
export type Spoken = {
  readonly outcome: string
  readonly mechanism: string
  readonly entity: string
  readonly title: string
  readonly confidence: number
  /** Claims behind it. */
  readonly citations: number
}
/** One run. */
export type Row = {
  readonly id: string
  readonly law: Law | 'base'
  readonly name: string
  /** Where the case comes from: cases of one origin resemble each other. */
  readonly origin: string
  readonly isQuietCase: boolean
  readonly basePassed: boolean
  readonly base: Spoken
  readonly now: Spoken
  /** The expected cause leads; for a quiet case: nothing is claimed. */
  readonly isRight: boolean
  readonly lostProof: boolean
}

const CLAIMED = 0.5
/** Confidences are told to three places. */
const EQUAL = 0.0015

/** Runs and how many kept their law, a line a law. */
export function lawTable(rows: readonly Row[]): string {
  const lines = LAWS.map((law) => {
    const own = rows.filter((row) => row.law === law)
    if (law === 'removal') return removalLines(own)
    const kept = own.filter(saysTheSame)
    return `${law.padEnd(10)} ${share(kept.length, own.length)} same leader; ${share(own.filter(({ isRight }) => isRight).length, own.length)} right`
  })
  return lines.join('\n')
}

function removalLines(rows: readonly Row[]): string {
  const lost = rows.filter(({ lostProof }) => lostProof)
  const risen = lost.filter((row) => isSameCause(row) && row.now.confidence > row.base.confidence + EQUAL)
  const cut = lost.filter(({ name, basePassed, base }) => name === 'decisive lines' && basePassed && base.confidence >= CLAIMED)
  const kept = cut.filter((row) => isSameCause(row) && row.now.confidence >= CLAIMED)
  const unproved = kept.filter(({ now }) => now.citations === 0)
  return [
    `removal    ${share(lost.length - risen.length, lost.length)} confidence not risen without proof`,
    `decisive   of ${cut.length} passing cases without the cited lines: ${cut.length - kept.length} fall, ${kept.length - unproved.length} name other proof, ${unproved.length} neither`,
  ].join('\n')
}

/** Whether a run leads with what the unchanged case leads with; what is said with less than half of the certainty is no answer. */
export function saysTheSame(row: Row): boolean {
  const isClaimed = ({ confidence }: Spoken) => confidence >= CLAIMED
  if (!isClaimed(row.base) && !isClaimed(row.now)) return true
  return isSameCause(row)
}

function isSameCause({ base, now }: Row): boolean {
  if (base.mechanism !== now.mechanism) return false
  const [one, other] = [base.entity.toLowerCase(), now.entity.toLowerCase()]
  return one === other || one === '' || other === '' || base.title === now.title
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${whole === 0 ? '–' : ((100 * part) / whole).toFixed(1)} %)`
}
