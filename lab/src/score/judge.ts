import type { Expected } from '../recording/truth.ts'
import { isNoFault, negation } from './wording.ts'

/** An answer in the incident kit's form. */
export interface Answer {
  readonly hypotheses?: readonly Hypothesis[]
  readonly answer?: string
  readonly citations?: readonly Citation[]
}
export interface Hypothesis {
  readonly title?: string
  readonly summary?: string
  readonly confidence?: number
  readonly citations?: readonly Citation[]
}
export interface Citation {
  readonly file: string
  readonly line: number
}

export interface Verdict {
  readonly passed: boolean
  /** The right cause leads and is said with at least 50 %; of a twin: passed. */
  readonly decisive: boolean
  /** Share of citations beside a line that shows the fault or states a fact; undefined without citations. */
  readonly precision: number | undefined
  /** Why it did not pass, empty when it did. */
  readonly reasons: readonly string[]
}

/** Lines of each evidence file. */
export type EvidenceLines = ReadonlyMap<string, readonly string[]>

/** Kinds of cause: more than five in the leading hypothesis, or eight in all, is a list and no diagnosis. */
const families = [
  /\boom|out of memory|memory (limit|leak)/i,
  /cpu (saturat|throttl|limit|exhaust)|high cpu/i,
  /disk (is )?full|no space left|storage (is )?full/i,
  /\bdns\b|name resolution/i,
  /certificate|\btls\b|x509/i,
  /(connection )?pool[^.]{0,20}exhaust|too many (clients|connections)/i,
  /deadlock/i,
  /replication lag|replica lag/i,
  /image ?pull|pull (the )?image|manifest unknown/i,
  /(liveness|readiness) probe/i,
  /quota/i,
  /unschedulable|insufficient (cpu|memory|gpu)|node selector|affinity/i,
  /brute[- ]?force/i,
  /rate[- ]?limit|\b429\b/i,
  /syntax error/i,
  /kernel panic|soft lockup|hung task|rcu stall|null pointer/i,
  /network (partition|policy|outage)|packet loss/i,
  /secret (is )?(not found|missing)|missing (secret|config ?map)/i,
  /node (is )?not ?ready/i,
  /corrupt/i,
]

/**
 * Judges an answer by the incident kit's rules: every fact stated in the judged text (titles to 200 characters and summaries to 600 of three
 * hypotheses, 1200 in all), no forbidden claim in the leading hypothesis, no mere quotation, no list of causes, a shown line cited; a twin
 * passes when no hypothesis of at least 50 % claims a fault and quiet is said.
 */
export function judge(expected: Expected, lines: EvidenceLines, answer: Answer): Verdict {
  const hypotheses = (answer.hypotheses ?? []).filter(({ title, summary }) => title || summary)
  const said = answer.answer ?? ''
  const text = (hypotheses.length > 0 ? hypotheses.slice(0, 3).map(wordsOf).join('\n') : said.slice(0, 600)).slice(0, 1200)
  const leading = hypotheses[0] ? wordsOf(hypotheses[0]) : text
  const isQuiet = expected.verdict !== 'fault'
  const confident = hypotheses.filter(({ confidence }) => (confidence ?? 0.5) >= 0.5)
  const states = (place: string, { any }: Expected['facts'][number]) =>
    any.some((pattern) => new RegExp(pattern, 'i').test(place))

  const missing = expected.facts.filter((fact) => !states(text, fact)).map(({ id }) => `missing: ${id}`)
  const scope = isQuiet ? confident.map(wordsOf).join('\n') || text : leading
  const forbidden = expected.forbidden.filter((pattern) => claims(scope, pattern)).map((pattern) => `forbidden: ${pattern}`)
  const wolf = isQuiet
    ? confident
        .slice(0, 5)
        .filter((one) => !isNoFault.test(wordsOf(one)))
        .map(({ title }) => `claims a fault: ${(title ?? '').slice(0, 80)}`)
    : []
  const echo = quotedShare(text, lines) > 0.7 ? ['mere quotation'] : []
  const list = familiesIn(leading) > 5 || familiesIn(text) > 8 ? ['lists every cause'] : []
  const empty = text.trim() ? [] : ['no answer']
  const { precision, isShown, count } = judgeCitations(expected, lines, answer)
  const uncited = isShown && count <= 20 ? [] : [count > 20 ? 'cites everything' : 'no evidence line cited']
  const reasons = [...empty, ...missing, ...forbidden, ...wolf, ...echo, ...list, ...uncited]
  const passed = reasons.length === 0
  const leads =
    expected.facts.every((fact) => states(leading, fact)) && (hypotheses[0]?.confidence ?? (hypotheses[0] ? 0.5 : 0)) >= 0.5
  return { passed, decisive: passed && (isQuiet || leads), precision, reasons }
}

function wordsOf({ title = '', summary = '' }: Hypothesis): string {
  return `${title.slice(0, 200)}\n${summary.slice(0, 600)}`
}

/** Whether a text claims something: a mention denied in the same sentence, or right after, is none. */
function claims(text: string, pattern: string): boolean {
  return [...text.matchAll(new RegExp(pattern, 'gi'))].some((match) => {
    const end = match.index + match[0].length
    const before = sentenceBefore(text, match.index)
    const after = text.slice(end, end + 40).split(/[.;!?\n]/)[0] ?? ''
    return (
      !negation.test(before) &&
      !/\b(ruled out|unlikely|(is|was|are|were) not|not the (root )?cause|did not|ignored|disregarded)\b/i.test(after)
    )
  })
}

function sentenceBefore(text: string, index: number): string {
  return (
    text
      .slice(Math.max(0, index - 160), index)
      .split(/[.;!?\n]/)
      .at(-1) ?? ''
  )
}

function familiesIn(text: string): number {
  return families.filter((family) => {
    const match = family.exec(text)
    return match && !negation.test(sentenceBefore(text, match.index))
  }).length
}

/** Share of a text's runs of four words that stand in the evidence word for word. */
function quotedShare(text: string, lines: EvidenceLines): number {
  const runs = new Set(runsOf(text))
  if (runs.size < 9) return 0
  const left = new Set(runs)
  for (const file of lines.values()) {
    for (const line of file) {
      for (const run of runsOf(line.slice(0, 20_000))) left.delete(run)
      if (left.size === 0) return 1
    }
  }
  return 1 - left.size / runs.size
}

function runsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.slice(3).map((_, index) => words.slice(index, index + 4).join(' '))
}

function judgeCitations({ evidence, facts, verdict }: Expected, lines: EvidenceLines, answer: Answer) {
  const all = [...(answer.hypotheses ?? []).flatMap(({ citations }) => citations ?? []), ...(answer.citations ?? [])]
  const cited = new Map(all.slice(0, 200).map((citation) => [`${citation.file}:${citation.line}`, citation]))
  const shows = evidence.map(({ file, line_regex }) => ({ file, pattern: new RegExp(line_regex, 'i') }))
  const states = verdict === 'fault' ? facts.flatMap(({ any }) => any.map((pattern) => new RegExp(pattern, 'i'))) : []
  let good = 0
  let isShown = false
  for (const { file, line } of cited.values()) {
    const near = (lines.get(file) ?? []).slice(Math.max(0, line - 2), line + 1)
    const isOne = near.some((text) =>
      shows.some((shown) => (shown.file === '*' || shown.file === file) && shown.pattern.test(text)),
    )
    isShown ||= isOne
    if (isOne || near.some((text) => states.some((pattern) => pattern.test(text)))) good += 1
  }
  return { precision: cited.size > 0 ? good / cited.size : undefined, isShown, count: cited.size }
}
