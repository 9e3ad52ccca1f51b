import { clipLiterals, type FieldTest, type Selector } from '@faultmaven/contracts'
import { type Divisor, readAskedFields, readDivisor, statusTest } from './asked-fields.ts'
import { withoutTimes } from './asked-range.ts'
import { readWhich } from './which-question.ts'

/**
 * A question that counting answers: "how many timeouts were there", "was there an OOM kill", "since when do we see 502", "which endpoint
 * fails most".
 */
export type DirectQuestion = {
  readonly kind: 'how-many' | 'whether' | 'when' | 'which'
  /** What is counted, in the words of the question. */
  readonly subject: string
  /** What stands for it in a record, most likely reading first. */
  readonly selectors: readonly Selector[]
  /** What the count is divided by. */
  readonly by?: Divisor
}

const HOW_MANY =
  /(?:\bhow (?:many|often)\b(?: (?:times|of the))?|^\W*(?:please )?count\b|^\W*(?:what(?:'s| is| was) the )?(?:total )?number of\b)(.+)/i
const WHETHER =
  /^(?:\W|and |but |so )*(?:(?:was|were|is|are) there|did (?:we|you|i|it) (?:see|get|have|log)|(?:do|does) (?:we|it|the logs?) (?:see|have|show|contain|mention)) (?:(?:any|an?|some|ever) )?(.+)/i
const WHEN =
  /\b(?:since when|when (?:was|were|is) the (?:very )?(?:first|last|latest)|when (?:did|do|was|were)|at what time|what time)\b(.+)/i
/** Asks for more than a number. */
const MORE = /\bwhy\b|\bcauses?d?\b|\breason|\bexplain|\bhow (?:do|can|should|to)\b|\bwhat (?:happened|went|broke|is wrong)/i
const QUOTED = /["“'`]([^"”'`\n]{1,200})["”'`]/g
const STOP =
  /^(?:an?|the|any|some|ever|all|of|to|by|with|in|on|at|for|and|or|we|you|i|it|they|there|were|was|are|is|be|been|being|do|does|did|have|has|had|get|got|see|seen|saw|show|shows|log|logs|logged|line|lines|record|records|entry|entries|message|messages|event|events|occur|occurs|occurred|happen|happens|happened|appear|appears|appeared|start|starts|started|begin|begins|began|first|last|latest|new|times?|our|my|their|this|that|these|those|gets|gave|give|gives|returned|returns?|contain|mention|hold|say|says|different|kinds?|types?|total|altogether|so|far|all|evidence|files?|data|since|after|before|between|until|till|during|within|over|from|around|utc|times)$/i
/** Words that every record of trouble meets: they are told by severity. */
const SEVERITIES: readonly (readonly [RegExp, 'error' | 'warn' | 'fatal'])[] = [
  [/^(?:fatals?|critical)$/i, 'fatal'],
  [/^(?:errors?)$/i, 'error'],
  [/^(?:warnings?)$/i, 'warn'],
]
/** Nothing that a search could look for: whether there is a problem is for the diagnosis. */
const VAGUE =
  /^(?:problems?|issues?|wrong|faults?|failures?|failed|fail|incidents?|outages?|anomal\w+|unusual|trouble|bad|things?|something|anything|evidence|signs?|reason|cause|causes|root|attack\w*|hypothes\w+|findings?|sources?|them|ones?|affected|impacted|down|up|ready|healthy|working|broken|slow)$/i
/** What requests and the like do is told by what stands beside them. */
const GENERIC = /^(?:requests?|responses?|calls?|queries|status|codes?|http|most|often|more)$/i
/** As records write them. */
const SPELLINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^tim(?:e|ed|ing)-?outs?$/i, ['timeout', 'timed out', 'time-out']],
  [/^oom-?kill(?:s|ed)?$/i, ['oom-kill', 'OOMKilled', 'Out of memory: Killed']],
]
/** A status of HTTP stands in records in these forms; as a number alone it may be any size or port. */
const STATUS = /^[1-5]\d\d$/
const STATUS_FORMS: readonly ((code: string) => string)[] = [
  (code) => `" ${code} `,
  (code) => `status=${code}`,
  (code) => `"status":${code}`,
  (code) => `"status": ${code}`,
  (code) => `status ${code}`,
  (code) => `HTTP ${code}`,
]
/** What is asked of is a state, not a word in a record. */
const NEGATED = /\b(?:not|no|never|without|neither|\w+n['’]t)\b/i
const MAX_WORDS = 2
/** That something fails, whatever it says: records of errors tell it. */
const FAILS = /^(?:fail(?:s|ed|ing|ures?)?|errors?|errored)$/i
const IS_DOWN = /^(?:affected|impacted|broken|broke|down|hit|most|often)$/i

/**
 * Reads a question that asks for a number, whether something was there, when, or where most: only where it says of what in words that a
 * record can hold. A question that also asks for a cause is for the diagnosis.
 */
export function readDirectQuestion(text: string, earlier?: DirectQuestion): DirectQuestion | undefined {
  const asked = text.replaceAll(/\s+/g, ' ').trim()
  if (asked.length > 400 || MORE.test(asked)) return undefined
  const found = kindOf(asked)
  if (!found || NEGATED.test(found.rest)) return undefined
  const divided = found.by ? undefined : readDivisor(found.rest)
  const by = found.by ?? divided?.by
  const said = withoutTimes(divided?.rest ?? found.rest)
  const read = readSubject(found.kind, said)
  if (read) return { kind: found.kind, ...read, ...(by && { by }) }
  // "How many were there after ten?" asks on.
  const isOn = wordsOf(said).every((word) => /^(?:them|ones?)$/i.test(word))
  return earlier && isOn ? { ...earlier, kind: found.kind, ...(by && { by }) } : undefined
}

type Kind = Pick<DirectQuestion, 'kind' | 'by'> & { readonly rest: string }

function kindOf(asked: string): Kind | undefined {
  const kinds = [
    ['how-many', HOW_MANY],
    ['when', WHEN],
    ['whether', WHETHER],
  ] as const
  for (const [kind, pattern] of kinds) {
    const rest = pattern.exec(asked)?.[1]
    if (rest !== undefined) return { kind, rest }
  }
  const which = readWhich(asked)
  return which && { kind: 'which', ...which }
}

type Subject = Pick<DirectQuestion, 'subject' | 'selectors'>

function readSubject(kind: DirectQuestion['kind'], said: string): Subject | undefined {
  const quoted = clipLiterals([...said.matchAll(QUOTED)].flatMap(([, words]) => words ?? []))
  const { tests, literals, rest } = readAskedFields(said.replaceAll(QUOTED, ' '))
  const words = wordsOf(rest)
  const subject = said
    .replaceAll(/\s+/g, ' ')
    .replace(/[?.!\s]+$/, '')
    .trim()
  const fields = tests.length > 0 ? { fields: [...tests] } : {}
  if (quoted.length > 0) {
    // A condition beside what is quoted is one that nobody would count.
    if (words.some((word) => !GENERIC.test(word) && !isSeverity(word))) return undefined
    const selectors = [
      { literals: quoted, ...fields },
      { literals: quoted, ignoreCase: true, ...fields },
    ]
    return { subject: quoted.join(' '), selectors }
  }
  if (saysFailing(kind, words, said)) return { subject: subject || 'failures', selectors: [{ ...fields, minSeverity: 'error' }] }
  const isBare = words.every((word) => GENERIC.test(word) || VAGUE.test(word))
  if (isBare && tests.length > 0)
    return {
      subject,
      selectors: [fields, ...(literals.length < 2 ? [] : [{ literals: clipLiterals(literals) }]), ...statusForms(tests)],
    }
  if (isBare && kind === 'which') return { subject: subject || 'records', selectors: [{}] }
  const read = readWords(words)
  return (
    read && {
      subject: read.subject,
      selectors: read.selectors.map((selector) => ({
        ...selector,
        ...(tests.length > 0 && { fields: [...tests, ...(selector.fields ?? [])] }),
      })),
    }
  )
}

/** "Since when do requests fail", "which pods are affected": whatever fails. */
function saysFailing(kind: DirectQuestion['kind'], words: readonly string[], said: string): boolean {
  if (kind === 'whether') return false
  const isAbout = (word: string) => FAILS.test(word) || GENERIC.test(word) || (kind !== 'how-many' && IS_DOWN.test(word))
  if (!words.every(isAbout)) return false
  if (words.every((word) => GENERIC.test(word))) return kind === 'when' && /^\W*$/.test(said)
  return (
    words.some((word) => FAILS.test(word) || IS_DOWN.test(word)) && words.some((word) => !isSeverity(word) || kind !== 'how-many')
  )
}

/** A status alone as plain text writes it. */
function statusForms(tests: readonly FieldTest[]): Selector[] {
  const [test] = tests
  if (tests.length !== 1 || !test || !STATUS.test(test.value)) return []
  return STATUS_FORMS.map((form) => ({ literals: [form(test.value)], ignoreCase: true }))
}

function wordsOf(phrase: string): string[] {
  const said = phrase.replaceAll(/\b(tim(?:e[sd]?|ing)) out\b/gi, 'timeout').replaceAll(/\boom kill/gi, 'oom-kill')
  return (said.match(/[\w][\w./:@-]*/g) ?? []).filter((word) => !STOP.test(word))
}

function isSeverity(word: string): boolean {
  return SEVERITIES.some(([pattern]) => pattern.test(word))
}

function readWords(words: readonly string[]): Omit<DirectQuestion, 'kind'> | undefined {
  const kept = words.some((word) => /\d/.test(word)) ? words.filter((word) => !VAGUE.test(word) && !GENERIC.test(word)) : words
  if (kept.length === 0 || kept.some((word) => VAGUE.test(word))) return undefined
  const subject = kept.join(' ')
  const minSeverity = SEVERITIES.find(([pattern]) => kept.some((word) => pattern.test(word)))?.[1]
  const telling = kept.filter((word) => !isSeverity(word))
  const [first = ''] = telling
  if (telling.length === 0) return minSeverity === undefined ? undefined : { subject, selectors: [{ minSeverity }] }
  // "502 errors" are answers with that status, whatever level their records have.
  if (telling.length === 1 && STATUS.test(first))
    return { subject, selectors: [{ fields: [statusTest(first)] }, ...statusForms([statusTest(first)])] }
  if (telling.length > MAX_WORDS || telling.some((word) => /^\d+$/.test(word))) return undefined
  return { subject, selectors: readings(telling).map((selector) => ({ ...selector, ...(minSeverity && { minSeverity }) })) }
}

function readings(words: readonly string[]): Selector[] {
  const [first = ''] = words
  const spelt = words.length === 1 ? SPELLINGS.find(([pattern]) => pattern.test(first))?.[1] : undefined
  if (spelt) return spelt.map((literal) => ({ literals: [literal], ignoreCase: true }))
  const literals = clipLiterals(words.map(rootOf))
  const orders = literals.length === 2 ? [literals, literals.toReversed()] : [literals]
  return orders.map((order) => ({ literals: order, ignoreCase: true }))
}

/** A word without its plural or its tense, as more records may write it; names and numbers stay whole. */
function rootOf(word: string): string {
  if (/[\d._/:@-]/.test(word) || /(?:is|us|ss)$/i.test(word)) return word
  return word.length < 6 ? word.replace(/s$/i, '') : word.replace(/(?:ies|ing|ed|es|s)$/i, '')
}
