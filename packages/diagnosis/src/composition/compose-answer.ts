import type { Claim, Finding, Outcome, ProblemGroup } from '@faultmaven/contracts'
import { bestFirst, type Evidence, sourceNameOf } from '../ranking/evidence.ts'
import type { Verdict } from '../ranking/sufficiency.ts'
import { clockNotes } from '../clock/clock-notes.ts'
import { clip } from './clip.ts'
import { asksKindsOnly } from './compose-count.ts'
import { recoveryAfter } from './recovery.ts'
import { mention } from './sentences.ts'

/** One sentence of the answer. `basis` is the id of the claim it states, or `inference`. */
export type Statement = { readonly id: string; readonly text: string; readonly basis: string }
export type Answer = { readonly outcome: Outcome; readonly headline: string; readonly statements: Statement[] }

type Input = {
  readonly verdict: Verdict
  readonly problems: readonly ProblemGroup[]
  readonly evidence: Evidence
  readonly claims: readonly Claim[]
}

const SUPPORTED = 0.5
const MAX_CLAIMS = 8

/** Headline and statements: what is wrong, or that nothing is, or that the evidence does not say. */
export function composeAnswer(input: Input): Answer {
  const { verdict } = input
  if (verdict.kind === 'no-fault') return noFault(input, verdict.why)
  if (verdict.kind === 'insufficient' || input.problems.length === 0)
    return insufficient(input, verdict.kind === 'insufficient' ? verdict.why : 'nothing in it points to a fault')
  if (input.problems[0]?.hypotheses[0]?.state === 'refuted') return nothingElse(input)
  return faultFound(input)
}

function faultFound({ problems, evidence, claims }: Input): Answer {
  const leader = problems[0]?.hypotheses[0]
  const confidence = leader?.confidence ?? 0
  const supported = confidence >= SUPPORTED
  const rival = problems[0]?.hypotheses.slice(1).find(({ state }) => state !== 'refuted')
  // Kinds that were counted answer whoever asked for them, whatever causes them.
  const isCounted = asksKindsOnly(evidence)
  const headline =
    supported || isCounted || !rival
      ? (leader?.title ?? '')
      : `Cannot tell “${clip(leader?.title ?? '', 80)}” from “${clip(rival.title, 80)}”`
  const texts = [leader?.summary ?? '', ...problems.slice(1).map((problem) => `A second problem: ${problem.title}.`)]
  return {
    outcome: isCounted ? 'answered' : supported ? 'supported' : 'undecided',
    headline,
    statements: [
      ...inferences(texts),
      ...claimStatements(
        claims,
        problems.flatMap((problem) => problem.hypotheses.flatMap((hypothesis) => hypothesis.claimIds)),
      ),
      ...clockStatement(evidence),
      ...instructionNotes(evidence),
    ],
  }
}

/** Every cause that the evidence points to was marked wrong. */
function nothingElse({ problems, evidence, claims }: Input): Answer {
  const named = problems.flatMap(({ hypotheses }) => hypotheses)
  const text = `You marked ${named.length === 1 ? 'the only cause' : `all ${named.length} causes`} that the evidence points to wrong. More data from the time and place of the symptom is needed.`
  const ids = named.flatMap((hypothesis) => hypothesis.claimIds)
  return {
    outcome: 'undecided',
    headline: 'The evidence points to no other cause than what you marked wrong',
    statements: [
      ...inferences([text]),
      ...claimStatements(claims, ids),
      ...clockStatement(evidence),
      ...instructionNotes(evidence),
    ],
  }
}

function noFault({ evidence, claims }: Input, why: string): Answer {
  const findings = bestFirst(evidence.findings)
  const healthy = findings.filter((finding) => finding.kind === 'healthy')
  const past = findings.filter((finding) => finding.kind === 'fault' && finding.score >= 0.36).slice(0, 2)
  const end = recoveryAfter(evidence.findings, past[0])
  const seen = [...new Set(healthy.slice(0, 4).map((finding) => clip(finding.title, 90)))]
  const texts = [
    `${capitalise(why)}; the evidence shows no present fault.`,
    seen.length > 0 ? `Seen in it: ${seen.join('; ')}.` : '',
    past.length > 0 ? `Noticed, but not a fault now: ${past.map((finding) => mention(finding, 80)).join('; ')}.` : '',
  ]
  return {
    outcome: 'no-fault',
    headline: evidence.question?.asksWhetherOver === true && end ? overHeadline(end) : `No fault found in ${sourcesOf(evidence)}`,
    statements: [
      ...inferences(texts),
      ...claimStatements(
        claims,
        claims.map((claim) => claim.id),
      ),
      ...instructionNotes(evidence),
    ],
  }
}

function overHeadline(end: Finding): string {
  return `It is over: recovered at ${end.interval?.from.slice(11, 19)} (“${clip(end.title, 90)}”)`
}

function insufficient({ evidence, claims }: Input, why: string): Answer {
  const about = evidence.question?.entities[0] ?? evidence.question?.symptom ?? ''
  const headline =
    about === ''
      ? 'The evidence does not say what is wrong'
      : `The evidence does not say why: it holds nothing about ${clip(about, 80)}`
  const texts = [
    `Not enough evidence to determine a cause: ${why}.`,
    'More data from the time and place of the symptom is needed.',
  ]
  return {
    outcome: 'undecided',
    headline,
    statements: [
      ...inferences(texts),
      ...claimStatements(
        claims,
        claims.map((claim) => claim.id),
      ),
      ...instructionNotes(evidence),
    ],
  }
}

function inferences(texts: readonly string[]): Statement[] {
  return texts.filter((text) => text !== '').map((text, index) => ({ id: `s-${index}`, text, basis: 'inference' }))
}

function claimStatements(claims: readonly Claim[], ids: readonly string[]): Statement[] {
  const byId = new Map(claims.map((claim) => [claim.id, claim]))
  return [...new Set(ids)].slice(0, MAX_CLAIMS).flatMap((id) => {
    const claim = byId.get(id)
    return claim ? [{ id: `s-${id}`, text: claim.text, basis: id }] : []
  })
}

/** That times of several sources were moved, and why: who compares them with the files must know. */
function clockStatement({ sources }: Evidence): Statement[] {
  const notes = clockNotes(sources)
  return notes.length === 0 ? [] : [{ id: 's-clock', text: `On one clock: ${notes.join('. ')}.`, basis: 'inference' }]
}

/** The text itself is never repeated: only where it stands. */
function instructionNotes(evidence: Evidence): Statement[] {
  const found = evidence.findings.filter((finding) => finding.kind === 'instruction')
  if (found.length === 0) return []
  const places = found.slice(0, 3).map((finding) => `${sourceNameOf(finding, evidence.sources)}${lineOf(finding.citations[0])}`)
  return [
    {
      id: 's-instruction',
      text: `The evidence holds text that tries to instruct a reader (${places.join(', ')}); it moved nothing. What else these lines report was left out with it: read them yourself.`,
      basis: 'inference',
    },
  ]
}

function lineOf(citation: Evidence['findings'][number]['citations'][number] | undefined): string {
  return citation && citation.kind !== 'search' ? ` line ${citation.line}` : ''
}

function sourcesOf({ sources }: Evidence): string {
  const names = sources.map((source) => source.name)
  return names.length <= 2
    ? names.join(' and ') || 'the evidence'
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
