import type { EvidenceNeed, Finding, Hypothesis, NextStep } from '@faultmaven/contracts'
import { plainText } from '../model/plain-text.ts'

/** What a case came to, as far as a runbook tells it. */
export type Solved = {
  readonly cause: Hypothesis
  readonly findings: readonly Finding[]
  readonly steps: readonly NextStep[]
  readonly needs: readonly EvidenceNeed[]
  /** Texts of steps that users said worked, and that did not help. */
  readonly worked: ReadonlySet<string>
  readonly failed: ReadonlySet<string>
}

const MAX_TEXT = 400
const MAX_SYMPTOMS = 8
const UNKNOWN_FIX = 'What solved it was not said in the case: add it here.'

/**
 * A solved case as a runbook in Markdown: symptoms, cause, checks, fix, prevention. Every line is of the case; what users said did not help
 * is left out, what worked comes first.
 */
export function writeRunbook(solved: Solved): { readonly title: string; readonly markdown: string } {
  const { cause, findings, needs } = solved
  const title = plainText(cause.title, MAX_TEXT)
  const symptoms = findings.filter(({ id }) => cause.findingIds.includes(id)).map((finding) => plainText(finding.title, MAX_TEXT))
  const deciding = needs.filter(({ hypothesisIds }) => hypothesisIds.includes(cause.id))
  const fix = stepsFor(solved, ['mitigate', 'fix'])
  const sections = [
    section('Symptoms', [...new Set(symptoms)].slice(0, MAX_SYMPTOMS).map(item)),
    section('Cause', [plainText(cause.summary, 2 * MAX_TEXT)]),
    section('Checks', [...stepsFor(solved, ['verify']), ...deciding].map(itemWithCommand)),
    section('Fix', fix.length > 0 ? fix.map(itemWithCommand) : [UNKNOWN_FIX]),
    section('Prevention', stepsFor(solved, ['prevent']).map(itemWithCommand)),
    section(
      'References',
      cause.references.map((reference) => item(plainText(reference, MAX_TEXT))),
    ),
  ]
  return { title, markdown: [`# ${title}`, ...sections.flat()].join('\n\n') + '\n' }
}

/** Steps of the cause, those that worked first. Advice of other documents stays theirs. */
function stepsFor({ cause, steps, worked, failed }: Solved, purposes: readonly NextStep['purpose'][]): readonly NextStep[] {
  return steps
    .filter(({ purpose, runbook, hypothesisId, text }) => {
      const isOwn = runbook === undefined && (hypothesisId === undefined || hypothesisId === cause.id)
      return isOwn && purposes.includes(purpose) && !failed.has(text)
    })
    .toSorted((a, b) => Number(worked.has(b.text)) - Number(worked.has(a.text)))
}

function section(heading: string, lines: readonly string[]): string[] {
  const said = lines.filter((line) => line !== '')
  return said.length === 0 ? [] : [`## ${heading}`, ...said]
}

function item(text: string): string {
  return `- ${text}`
}

function itemWithCommand({ text, command }: Pick<NextStep, 'text' | 'command'>): string {
  const line = item(plainText(text, MAX_TEXT))
  if (command === undefined) return line
  // Longer than any run of marks in the command, so that it cannot end its own listing.
  const fence = '`'.repeat(Math.max(3, ...[...command.matchAll(/`+/g)].map(([marks]) => marks.length + 1)))
  return [line, '', `  ${fence}sh`, ...command.split('\n').map((row) => `  ${row}`), `  ${fence}`].join('\n')
}
