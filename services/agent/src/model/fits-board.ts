import type { Outcome, ProblemGroup } from '@faultmaven/contracts'
import { mechanismOf, readFault } from '@faultmaven/diagnosis'

/** What joins the clauses of a sentence; each is read by itself, as one that is on the board must not carry another. */
const JOINTS =
  /[.!?;:,…—–()]+(?=\s|$)|\s-\s|\b(?:because(?: of)?|since|as|so|and|or|but|then|when|while|after|before|until|which|that|caus(?:e|es|ed|ing)(?: by)?|due to|owing to|led to|leads to|results? (?:from|in)|stems? from|originat\w+|triggered|responsible for)\b/i
/** A clause that tells the reader to do something states nothing. */
const ORDER =
  /^(?:(?:please|now|just|simply|immediately|first|also|you|we|one|must|should|can|may|need|have|to)\s+)*(?:add|apply|change|clean|clear|create|cut|deactivate|delete|destroy|disable|do|drop|empty|enable|erase|execute|fix|force|format|free|go|give|grant|increase|kill|move|open|pay|purge|raise|reboot|redeploy|remove|replace|reset|restart|restore|roll|run|send|set|shut|start|stop|tell|truncate|turn|unmount|upgrade|use|wipe|write)\b/i
/** Words that join, place and time what is told. None denies, allows, blames somebody or tells what to do: those must be the board's own. */
const PLAIN_WORDS = new Set(
  'a an the this that these those it its they them their there here is are was were be been being has have had do does did on in of at by for from to with into onto over under out up as so and or but then than when while after before until since because which who where thus therefore hence also both each all any more most such still now again once first later about between through during left full request requests write writing read reading call calling query queries caused cause causes causing reason due owing lead leads led result results resulted stem stems fail failed failing failure error s ms min second minute hour day kb mb gb kib mib gib percent'
    .split(' ')
    .map(bare),
)
/** That something failed, without how: it adds nothing to what is on the board. */
const PLAIN_FAILURE = 'process/failed'

type Known = { readonly problems: readonly ProblemGroup[]; readonly outcome: Outcome }

/**
 * Whether an inference stays within what was found, as the fault grammar reads it: each of its clauses reports a fault, and that of one at
 * least is a cause on the board; another one only says that something failed. What the grammar does not read is not shown, nor is a word that
 * neither the board nor plain speech has: a clause about the board's fault could say anything else beside it. Where nothing is wrong
 * there is nothing to infer.
 */
export function fitsBoard(sentence: string, { problems, outcome }: Known): boolean {
  if (outcome === 'no-fault' || !hasOnlyWordsOf(sentence, problems)) return false
  const mechanisms = problems.flatMap(({ hypotheses }) => hypotheses.map(({ mechanism }) => mechanism))
  const readings = sentence
    .split(JOINTS)
    .map((clause) => clause.trim())
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause))
    .map((clause) => readClause(clause, mechanisms))
  return readings.includes('board') && !readings.includes('other')
}

function hasOnlyWordsOf(sentence: string, problems: readonly ProblemGroup[]): boolean {
  const told = problems.flatMap(({ title, hypotheses }) => [
    title,
    ...hypotheses.flatMap((one) => [one.title, mechanismOf(one.mechanism).title]),
  ])
  const known = new Set(told.flatMap(wordsOf))
  // Numbers are bound to claims apart.
  return wordsOf(sentence).every((word) => known.has(word) || PLAIN_WORDS.has(word) || /^\d/.test(word))
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’_-]*/gu) ?? []).map(bare)
}

function bare(word: string): string {
  return word.length > 3 ? word.replace(/s$/, '') : word
}

function readClause(clause: string, mechanisms: readonly string[]): 'board' | 'failure' | 'other' {
  const reading = ORDER.test(clause) ? undefined : readFault(clause)
  if (reading === undefined) return 'other'
  if (mechanisms.some((mechanism) => says(clause, reading, mechanism))) return 'board'
  return reading.mechanism === PLAIN_FAILURE ? 'failure' : 'other'
}

type Reading = NonNullable<ReturnType<typeof readFault>>

/** The mechanism itself, or the same mode of a thing that the clause names: the grammar may take a word for a neighbour of what it means. */
function says(clause: string, reading: Reading, mechanism: string): boolean {
  if (reading.mechanism === mechanism) return true
  const [resource = '', mode = ''] = mechanism.split('/')
  return reading.mode === mode && clause.toLowerCase().includes(resource.replaceAll('-', ' ').replace(/s$/, ''))
}
