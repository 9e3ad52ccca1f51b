import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Hypothesis, TurnAnswer } from '@faultmaven/contracts'
import { analyze, placesOf } from './analyze.ts'

/** `incident [--no-signatures] CASEDIR`: question.txt and evidence/ through `faultmaven analyze`, the answer in the kit's form. */
export async function answerIncident(args: readonly string[]) {
  const folder = args.at(-1) ?? ''
  const evidence = path.join(folder, 'evidence')
  const files = readdirSync(evidence).map((name) => path.join(evidence, name))
  const question = readFileSync(path.join(folder, 'question.txt'), 'utf8').trim()
  return inKitForm(analyze([...args.slice(0, -1), '--question', question, ...files]))
}

/** An answer as the kit judges it: leaders of all problems first, then the others; a quiet outcome is the answer's own words, since no hypothesis states it. */
export function inKitForm(answer: TurnAnswer) {
  const leaders = answer.board.problems.flatMap(({ hypotheses }) => hypotheses.slice(0, 1))
  const explanation = leaders.slice(0, 1).map(({ summary }) => summary)
  const text = [answer.headline, ...explanation, ...answer.statements.map((statement) => statement.text)].join('\n')
  const quiet = answer.outcome === 'no-fault' || answer.outcome === 'undecided'
  const others = answer.board.problems.flatMap(({ hypotheses }) => hypotheses.slice(1))
  const hypotheses = [...leaders, ...others].map((hypothesis) => kitHypothesis(hypothesis, answer))
  return quiet && !hypotheses.some(({ confidence }) => confidence >= 0.5)
    ? { hypotheses: [], answer: text, citations: answer.claims.flatMap((claim) => claim.citations.flatMap(placesOf)) }
    : { hypotheses, answer: text }
}

function kitHypothesis({ title, summary, confidence, claimIds }: Hypothesis, { claims }: TurnAnswer) {
  const citations = claims.filter(({ id }) => claimIds.includes(id)).flatMap((claim) => claim.citations.flatMap(placesOf))
  return { title, summary, confidence, citations }
}
