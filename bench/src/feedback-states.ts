import type { Board, Finding, Hypothesis, ProblemGroup, Source } from '@faultmaven/contracts'
import { type Evidence, formHypotheses, readQuestion, validateHypotheses } from '@faultmaven/diagnosis'
import { createSeededRandom } from '@faultmaven/testkit'

/** An answered case as it was saved: `faultmaven analyze --json`, its question, and the facts that the right cause states. */
export type SavedCase = {
  readonly id: string
  readonly question: string
  readonly facts: readonly { readonly any: readonly string[]; readonly optional?: boolean }[]
  readonly verdict: string
  readonly answer: { readonly findings: readonly Finding[]; readonly sources: readonly Source[]; readonly board: Board }
}

/** Evidence whose leader is wrong though the right cause is known. */
export type State = {
  readonly made: string
  readonly from: string
  readonly evidence: Evidence
  readonly problems: readonly ProblemGroup[]
  /** Id of the hypothesis that is the right cause. */
  readonly truth: string
}

/** A whole number below `count`. */
type Random = { below(count: number): number }
type Base = { readonly saved: SavedCase; readonly evidence: Evidence; readonly truth: string }
type Way = { readonly made: string; readonly change: (base: Base, others: readonly Base[], random: Random) => Evidence }

const TRIES = 6
const NOISE = 4

const WAYS: readonly Way[] = [
  { made: 'as recorded', change: ({ evidence }) => evidence },
  { made: 'without a question', change: ({ evidence: { findings, sources } }) => ({ findings, sources }) },
  { made: 'decisive findings removed', change: withoutDecisive },
  { made: 'half of the sources removed', change: withoutSources },
  { made: 'findings of another case merged in', change: withOther },
  { made: 'noise findings added', change: withNoise },
]

/** States with a wrong leader, each made in one of several ways from the saved cases; the same cases always give the same states. */
export function makeStates(cases: readonly SavedCase[]): State[] {
  const next = createSeededRandom(20261123)
  const random: Random = { below: (count) => Math.floor(next() * count) }
  const bases = cases.flatMap(baseOf)
  const states = new Map<string, State>()
  for (const { made, change } of WAYS) {
    for (const base of bases) {
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const evidence = change(base, bases, random)
        const problems = boardOf(evidence)
        const leader = problems[0]?.hypotheses[0]
        const key = `${base.saved.id} ${JSON.stringify(problems)}`
        if (leader && leader.id !== base.truth && !states.has(key))
          states.set(key, { made, from: base.saved.id, evidence, problems, truth: base.truth })
      }
    }
  }
  return [...states.values()]
}

/** The board with every claim of the evidence verified: what the checker does with files is not measured here. */
export function boardOf(evidence: Evidence): ProblemGroup[] {
  const { feedback: _, ...unheard } = evidence
  const checked = formHypotheses(unheard).claims.map((claim) => {
    const citations = evidence.findings[0]?.citations ?? []
    return {
      outcome: 'verified' as const,
      claim: { ...claim, result: {}, computation: { name: claim.predicate.name, version: '1' }, citations },
    }
  })
  return validateHypotheses(evidence, checked).problems
}

/** Leaders of all problems first, then the others, without those marked wrong. */
export function rankedIds(problems: readonly ProblemGroup[]): string[] {
  const open = problems.map(({ hypotheses }) => hypotheses.filter(({ state }) => state !== 'refuted'))
  return [...open.flatMap((own) => own.slice(0, 1)), ...open.flatMap((own) => own.slice(1))].map(({ id }) => id)
}

/** A case whose board holds a cause that states every fact by itself. */
function baseOf(saved: SavedCase): Base[] {
  if (saved.verdict !== 'fault') return []
  const { findings, sources } = saved.answer
  const evidence: Evidence = { findings, sources, question: readQuestion(saved.question) }
  const problems = boardOf(evidence)
  const hypotheses = problems.flatMap((problem) => problem.hypotheses)
  const ranked = rankedIds(problems).flatMap((id) => hypotheses.filter((hypothesis) => hypothesis.id === id))
  const truth = ranked.find((hypothesis) => statesAll(hypothesis, saved))
  return truth ? [{ saved, evidence, truth: truth.id }] : []
}

function statesAll({ title, summary }: Hypothesis, { facts }: SavedCase): boolean {
  const text = `${title}\n${summary}`
  return facts.every(({ any, optional }) => optional === true || any.some((pattern) => new RegExp(pattern, 'i').test(text)))
}

/** Without the best finding of the right cause, or the best two or three. */
function withoutDecisive({ evidence, truth }: Base, _others: readonly Base[], random: Random): Evidence {
  const own = boardOf(evidence)
    .flatMap(({ hypotheses }) => hypotheses)
    .find(({ id }) => id === truth)
  const gone = new Set(own?.findingIds.slice(0, 1 + random.below(3)))
  return { ...evidence, findings: evidence.findings.filter(({ id }) => !gone.has(id)) }
}

function withoutSources({ evidence }: Base, _others: readonly Base[], random: Random): Evidence {
  const kept = new Set(evidence.sources.filter(() => random.below(2) === 0).map(({ id }) => id))
  return {
    ...evidence,
    sources: evidence.sources.filter(({ id }) => kept.has(id)),
    findings: evidence.findings.filter(({ sourceId }) => kept.has(sourceId)),
  }
}

function withOther({ evidence, saved }: Base, others: readonly Base[], random: Random): Evidence {
  const other = others[random.below(others.length)]!
  if (other.saved.id === saved.id) return evidence
  return {
    ...evidence,
    sources: [...evidence.sources, ...other.evidence.sources],
    findings: [...evidence.findings, ...other.evidence.findings],
  }
}

/** Faults of other cases, as if a source of this one had told them at the same times. */
function withNoise({ evidence, saved }: Base, others: readonly Base[], random: Random): Evidence {
  const foreign = others.filter((other) => other.saved.id !== saved.id)
  const noise = Array.from({ length: NOISE }, (_slot, index): Finding[] => {
    const faults = foreign[random.below(foreign.length)]!.evidence.findings.filter(({ kind }) => kind === 'fault')
    const fault = faults[random.below(faults.length)]
    const place = evidence.findings[random.below(evidence.findings.length)]
    if (!fault || !place) return []
    const { interval: _, ...untimed } = fault
    const { sourceId, turnId, citations, interval } = place
    return [{ ...untimed, id: `noise-${index}`, sourceId, turnId, citations, ...(interval && { interval }) }]
  }).flat()
  return { ...evidence, findings: [...evidence.findings, ...noise] }
}
