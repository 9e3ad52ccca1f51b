import { MODES, RESOURCES } from '../grammar/fault-words.ts'
import { SIGNATURES } from '../signatures/catalogue.ts'
import { asksForReport } from './asks-report.ts'
import { asksComparison } from './comparison-question.ts'
import { readEntityNames, readProperNames } from './entity-names.ts'
import { contentWords } from './content-words.ts'

/** What a question asks, as far as the analysis needs it. */
export type Question = {
  readonly text: string
  /**
   * `diagnose` why something fails; `explain` what something means; `count` which errors there are; `find` whether or where; `how-to` what
   * to do; `compare` what differs; `report` the case for others to read.
   */
  readonly intent: 'diagnose' | 'explain' | 'count' | 'find' | 'how-to' | 'compare' | 'report'
  /** Names of things: quoted, with digits or hyphens, or after a noun such as "pod". */
  readonly entities: readonly string[]
  /** Capitalised names and abbreviations within its sentences, as written: "Lisbon", "SIP"; no technologies. */
  readonly names: readonly string[]
  /** Lower-case words that carry meaning. */
  readonly words: readonly string[]
  /** Ids of the modes and resources that its words name. */
  readonly modes: readonly string[]
  readonly resources: readonly string[]
  /** Its own words for what is wrong: "504 Gateway Timeout errors", "slow responses". Empty when it names no symptom. */
  readonly symptom: string
  /** False for "is anything wrong?": then quiet evidence is an answer. */
  readonly presumesFault: boolean
  /** Asks whether it is over: then an end that the evidence shows is the answer. */
  readonly asksWhetherOver: boolean
  /** Clock times and dates as written. */
  readonly times: readonly string[]
}

const OPEN_QUESTION =
  /\bis (?:there|something|anything|this|it|everything|all|someone|anyone)\b|\bare there\b|\b(?:anything|something) (?:wrong|unusual|abnormal|suspicious)|\b(?:healthy|ok|okay|fine|normal)\s?\?|any (?:faults?|problems?|issues?|errors?|outages?|anomal\w+)\b|\banything wrong\b|\bis (?:the |our |my )?.{1,60} (?:ok|okay|healthy|fine|up|over)\s?\?|\bstill (?:going on|happening|ongoing|down|failing|broken|there)\b|\bdid (?:something|anything)\b|\b(?:check|verify|confirm) (?:whether|if|that)\b|\bshould (?:i|we) (?:worry|be worried)|\bdoes .{1,80} (?:look|seem) /i
const WHETHER_OVER =
  /\bstill (?:going on|happening|ongoing|down|failing|broken|there|active)\b|\b(?:is|are) (?:it|this|that|the .{1,60}) (?:over|back|resolved|recovered|fixed)\b|\b(?:has|have|did) .{1,60} recover(?:ed)?\b/i
const COUNT =
  /\bdominat|\bmost (?:frequent|common|often)|\b(?:which|what) (?:\w+ ){0,4}(?:errors?|exceptions?|warnings?|faults?|failures?|problems?)\b.{0,60}\b(?:occur|appear|are there|happen|do we|in (?:the|this|these)|dominate|are (?:logged|reported))|\bhow (?:many|often)\b|\bsummari[sz]e (?:the )?(?:errors|log)|\blist (?:all |the )?errors|^\W*(?:please )?count\b|^\W*(?:what(?:'s| is| was) the )?(?:total )?number of\b/i
const HOW_TO = /\bhow (?:do|can|should|would|could|to)\b|\bsteps (?:to|for)\b|\bwhat (?:should|can|must) (?:we|i) do\b|\bfix\b/i
const EXPLAIN = /\bwhat (?:does|do|is|are) .{1,120}\bmean|\bmeaning of\b|\bexplain\b/i
/** A code or a name that is written as one: "What is ECONNRESET", "what is a CrashLoopBackOff". */
const WHAT_IS = /\b[Ww]hat(?:'s| is) (?:an? )?(?:[A-Z][A-Z0-9_]{3,}|(?:[A-Z][a-z]+){2,})\b/
/** Asks for a cause, whatever is to be explained. */
const CAUSE = /\bwhy\b|\bcause[sd]?\b|\breason|\bwhat (?:went wrong|happened)/i
/** Asks for what is there, in the words of a search. */
const FIND = /^\W*(?:please )?(?:find|show|search|look for|where|which|who|when)\b/i
const WHY = /\bwhy\b|\bcause[sd]?\b|\breason|what (?:is|went|goes|happened|broke|\w+ed)\b|what'?s (?:wrong|going|broken)/i
const SYMPTOM =
  /\b((?:[\w.'-]{1,30} ){0,3}(?:slow\w*|time-?outs?|timing out|timed out|errors?|fail(?:s|ed|ing|ures?)?|crash(?:es|ed|ing|loop\w*)?|stuck|pending|unavailable|unreachable|not (?:ready|running|starting|working|responding|reach\w*|connect\w*)|cannot \w+|can't \w+|unhealthy|degraded|down|restart(?:s|ed|ing)?|refus(?:ed|es)|rejected|denied|lag\w*|latency|high (?:cpu|memory|load|disk|latency)|outage|evicted|killed|dropp(?:ed|ing)|missing|pauses?|hang(?:s|ing)?|do not return|50[0-9](?: [A-Za-z-]+){0,3}|stall\w*|die[sd]?|dying)(?: [\w.'-]{1,30}){0,2})/i
const TIME =
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|\b\d{1,2}:\d\d(?::\d\d)?(?: ?(?:am|pm|utc|z))?\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:, \d{4})?|\b(?:last|past|since) (?:\w+ ){1,3}/gi

/** Reads a question of any length (the first 4000 characters count); an empty one asks what is wrong, if anything. */
export function readQuestion(text: string): Question {
  const prose = text.slice(0, 4000)
  const words = contentWords(prose)
  return {
    text: prose.trim(),
    intent: intentOf(prose),
    entities: readEntityNames(prose),
    names: readProperNames(prose).filter((name) => !isTechnical(name)),
    words,
    modes: MODES.filter((mode) => mode.weight >= 2 && prose.search(mode.pattern) >= 0).map((mode) => mode.id),
    resources: RESOURCES.filter((resource) => resource.pattern.test(prose)).map((resource) => resource.id),
    symptom: symptomOf(prose),
    presumesFault: prose.trim() !== '' && !OPEN_QUESTION.test(prose),
    asksWhetherOver: WHETHER_OVER.test(prose),
    times: [...prose.matchAll(TIME)].map((match) => match[0].trim()).slice(0, 8),
  }
}

const TECHNOLOGIES = new Set(SIGNATURES.map(({ technology }) => technology))
/** Abbreviations of technologies as people write them. */
const SHORT =
  /^(?:Postgres|Mongo|Elastic|K8S|Node|Linux|Golang|Rabbit|JDK|JRE|AWS|GCP|Azure|VM|CI|DB|SSH|LDAP|SMTP|NTP|DHCP|GPU|OOM|GC)$/i

/** Says which kind of thing is meant, not which system: programs seldom name themselves in their own logs. */
function isTechnical(name: string): boolean {
  return TECHNOLOGIES.has(name.toLowerCase()) || SHORT.test(name) || RESOURCES.some(({ pattern }) => pattern.test(name))
}

const LEAD =
  /^(?:(?:is|are|was|were|do|does|did|has|have|had|which|what|why|when|how|the|a|an|my|our|your|this|that|these|its|it|in|on|of|to|and|but|with|showing|returning|reports?|some|all|can|could|please|investigate|there) )+/i
const TAIL =
  /(?: (?:in|on|of|to|and|but|with|is|are|the|a|an|at|for|from|by|since|find|what|why|investigate|after|when|because))+$/i

/** A time says when, and its colon ends no sentence. */
const CLOCK_TIME =
  /(?: (?:since|at|from|after|before|until|till|around|about|by|between|and|on)){0,3} (?:\d{4}-\d\d-\d\d[T ]?)?\d{1,2}:\d\d(?::\d\d)?(?: ?(?:am|pm|utc|z))?\b/gi

/** Its own words for the symptom, without the words of asking around them. */
function symptomOf(prose: string): string {
  const match = SYMPTOM.exec(prose.replaceAll(CLOCK_TIME, ''))?.[1] ?? ''
  const sentence = match.split(/[.?!:] /)[0] ?? ''
  return sentence
    .replace(LEAD, '')
    .replace(TAIL, '')
    .replace(/[.,;:]$/, '')
    .trim()
}

function intentOf(prose: string): Question['intent'] {
  if (asksForReport(prose)) return 'report'
  if (COUNT.test(prose)) return 'count'
  if ((EXPLAIN.test(prose) || WHAT_IS.test(prose)) && !CAUSE.test(prose)) return 'explain'
  if (asksComparison(prose)) return 'compare'
  if (WHY.test(prose) || prose.trim() === '') return 'diagnose'
  if (HOW_TO.test(prose)) return 'how-to'
  return OPEN_QUESTION.test(prose) || FIND.test(prose) ? 'find' : 'diagnose'
}
