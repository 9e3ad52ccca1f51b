import type { AskedQuestion } from '@faultmaven/contracts'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { type CaseRecord, findTurn, instant } from '../cases/case-record.ts'
import type { CaseChange, OpenCase } from '../cases/open-case.ts'
import type { AgentParts } from '../parts.ts'
import { isWaiting, questionIn, withQuestion } from './asked-questions.ts'
import { unanswered, weighAnswer } from './weigh-answer.ts'

type Input = { readonly caseId: string; readonly turnId: string; readonly value?: string | undefined }

/**
 * Takes what the user answers to the question of a turn, or takes it back, and lets the investigation go on where it waits. The same
 * answer again is the same answer. What was answered can be taken back in later turns, too; an answer is no more asked for then.
 * @returns the question as it stands and the last event of the log, after the board followed
 * @throws {ProblemError} `case.not_found`; `turn.not_found` where the turn asks nothing; `request.invalid` for an answer that is no
 * choice; `question.closed` where a newer turn has begun
 */
export async function answerQuestion(parts: AgentParts, { caseId, turnId, value }: Input, context: CallContext) {
  const openCase = await parts.cases.find(caseId, context.principal)
  await openCase.change(({ record }) => takeAnswer(record, { turnId, value, at: instant(parts.now()) }))
  const { record } = openCase.state()
  if (record.unweighed !== undefined) await weighNow(parts, openCase, record.unweighed, context)
  const { record: after, lastEventId } = openCase.state()
  if (after.unweighed !== undefined) throw new ProblemError('service.unavailable', { detail: NOT_WEIGHED })
  return { asked: questionIn(after, turnId)!, lastEventId }
}

/** An investigation that waits goes on; behind a newer turn nothing waits, and what is taken back counts while that turn is still at work. */
async function weighNow(
  { runner, dataProcessing }: AgentParts,
  openCase: OpenCase,
  turnId: string,
  context: CallContext,
): Promise<void> {
  const { record } = openCase.state()
  if (isWaiting(record, turnId)) await runner.investigate(openCase, findTurn(record, turnId)!)
  else await weighAnswer({ openCase, dataProcessing, context })
}

const NOT_WEIGHED = 'Your answer was taken, but the causes could not be ranked with it now: send it again'

type Taken = { readonly turnId: string; readonly value: string | undefined; readonly at: string }

function takeAnswer(record: CaseRecord, { turnId, value, at }: Taken): CaseChange | undefined {
  const asked = questionIn(record, turnId)
  if (!asked) throw new ProblemError('turn.not_found', { detail: 'This turn asks nothing' })
  if (asked.said?.value === value) return undefined
  if (value !== undefined) requireOpen(record, asked, value)
  const open = unanswered(asked)
  const next: AskedQuestion = value === undefined ? open : { ...open, said: { value, at } }
  return {
    record: { ...withQuestion(record, next), unweighed: turnId },
    events: [{ turnId, event: { type: 'question-changed', asked: next } }],
  }
}

function requireOpen(record: CaseRecord, { turnId, choices }: AskedQuestion, value: string): void {
  if (!isWaiting(record, turnId)) throw new ProblemError('question.closed')
  if (choices.some((choice) => choice.value === value)) return
  throw new ProblemError('request.invalid', {
    detail: `The question takes one of: ${choices.map((choice) => choice.value).join(', ')}`,
  })
}
