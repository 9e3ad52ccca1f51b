import type { EvidenceNeed, NextStep } from '@faultmaven/contracts'
import { collectScript } from '../composition/collect-script.ts'
import { remedyOf } from '../composition/remedies.ts'
import { resourceWords } from '../grammar/fault-words.ts'
import { mechanismOf } from '../grammar/mechanism.ts'
import { type FaultReading, readFault } from '../grammar/read-fault.ts'
import type { Question } from '../question/read-question.ts'
import { recogniseCodes } from '../vocabularies/recognise-codes.ts'
import type { Statement } from '../composition/compose-answer.ts'

export type GeneralAnswer = {
  readonly headline: string
  readonly statements: Statement[]
  readonly steps: NextStep[]
  readonly needs: EvidenceNeed[]
  readonly collectScript?: string
}

const GENERAL_NEEDS: readonly Omit<EvidenceNeed, 'id' | 'hypothesisIds'>[] = [
  {
    text: 'The log of the failing component from ten minutes before the first symptom',
    why: 'The first error is nearer to the cause than the loudest one',
    command: 'kubectl logs <pod> --previous --timestamps; journalctl -u <service> --since -1h',
  },
  {
    text: 'The present state of what is involved',
    why: 'Tells a fault that goes on from one that is over',
    command: 'kubectl get pods,events -A --sort-by=.lastTimestamp; systemctl --failed',
  },
  {
    text: 'Use of CPU, memory, disk and descriptors',
    why: 'Shows whether a resource is exhausted',
    command: 'free -m; df -h; df -i; uptime',
  },
  {
    text: 'What was changed shortly before',
    why: 'Most incidents follow a change',
    command: 'kubectl rollout history deployment/<deployment>',
  },
]

/**
 * Answers a question that comes without evidence: what the codes and words in it usually mean, how to tell, and what to bring.
 * Never a blank; and it says plainly that nothing was examined.
 */
export function answerWithoutEvidence(question: Question): GeneralAnswer {
  if (question.intent === 'report') return nothingToReport()
  const codes = recogniseCodes(question.text)
  const reading = readFault(question.text)
  const needs = needsOf(reading).map((need, index) => ({ id: `n-${index}`, hypothesisIds: [], ...need }))
  const script = collectScript(needs)
  const statements = [
    ...codes
      .slice(0, 4)
      .map(
        ({ entry, vocabulary }) =>
          `${entry.code} (${vocabulary.title}) means that ${entry.means}. What would decide: ${lowerFirst(entry.decides)}.`,
      ),
    ...(reading ? [meaningOf(reading)] : []),
    'Nothing was examined: this is what it usually means, not what happened to you.',
    `Bring ${needs
      .slice(0, 3)
      .map((need) => lowerFirst(need.text))
      .join('; ')}.`,
  ]
  return {
    headline: headlineOf(codes[0]?.entry, reading),
    statements: statements.filter((text) => text !== '').map((text, index) => ({ id: `s-${index}`, text, basis: 'inference' })),
    steps: stepsOf(reading),
    needs,
    ...(script !== undefined && { collectScript: script }),
  }
}

/** A report says what was examined: there is nothing yet. */
function nothingToReport(): GeneralAnswer {
  const needs = GENERAL_NEEDS.map((need, index) => ({ id: `n-${index}`, hypothesisIds: [], ...need }))
  const text = 'Nothing was examined in this case yet. Bring evidence or ask what is wrong; the report follows from the answer.'
  return { headline: 'There is nothing to report yet', statements: [{ id: 's-0', text, basis: 'inference' }], steps: [], needs }
}

function headlineOf(
  entry: { readonly code: string; readonly means: string } | undefined,
  reading: FaultReading | undefined,
): string {
  if (entry) return `${entry.code} means that ${entry.means}`
  if (reading)
    return `Usually: ${lowerFirst(reading.signature?.signature.title.replaceAll(/\{\w+\}/g, 'it') ?? mechanismOf(reading.mechanism).title)}`
  return 'Nothing can be said without evidence; this is what to bring'
}

function meaningOf({ signature, mechanism }: FaultReading): string {
  if (signature) return `${signature.signature.explanation} See ${signature.signature.reference}.`
  const { title, explains } = mechanismOf(mechanism)
  return explains === '' ? '' : `${title}: ${lowerFirst(explains)}`
}

function stepsOf(reading: FaultReading | undefined): NextStep[] {
  if (!reading) return []
  const steps =
    reading.signature && reading.signature.signature.steps.length > 0
      ? reading.signature.signature.steps
      : remedyOf(reading.mechanism, whatOf(reading)).steps
  return steps.map((step, index) => ({ id: `s-${index}`, ...step }))
}

function needsOf(reading: FaultReading | undefined): readonly Omit<EvidenceNeed, 'id' | 'hypothesisIds'>[] {
  if (!reading) return GENERAL_NEEDS
  return [
    ...(reading.signature?.signature.needs ?? []),
    ...remedyOf(reading.mechanism, whatOf(reading)).needs,
    ...GENERAL_NEEDS,
  ].slice(0, 5)
}

function whatOf({ entity, resource }: FaultReading): string {
  return entity ?? resourceWords(resource)?.say ?? 'it'
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
