import { microseconds, toInstant } from '@faultmaven/signals'
import type { RepeatedCalls } from '@faultmaven/traces'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'
import { spanDraft, type TraceWords } from './traces-words.ts'

const MAX_PROOFS = 3
const RETRY_SCORE = 0.4
/** A row of calls that was always there is how the program works; one that began has a reason. */
const ALWAYS_SO = 0.2
const BEGAN = 0.35
const BY_SHARE = 0.35
/** Spans of the caller without it, before it began, from which it is called new. */
const MIN_BEFORE = 5

/**
 * One operation that calls another again and again for one request: after failures, or one row at a time. A statement that is run for each
 * row is a fault of the program that asks; of a retry that comes only after something else failed nobody is blamed.
 */
export function repeatedDraft(repeated: RepeatedCalls, words: TraceWords): DraftFinding {
  const { kind, caller, callee, callers, callersBefore, medianCalls, maxCalls, timeShare, recovered, traces } = repeated
  const { example, calls, firstMicros, lastMicros } = repeated
  const share = `${Math.round(timeShare * 100)}%`
  const isRetry = kind === 'retry'
  const isNew = !isRetry && callersBefore >= MIN_BEFORE
  const isQuery = calls[0] !== undefined && words.slowFault(calls[0]).resource === 'query'
  const names = { caller: words.nameOf(caller), callee: words.nameOf(callee) }
  return spanDraft(words, {
    kind: 'state',
    check: 'trace-repetition',
    title: isRetry
      ? `${names.caller} calls ${names.callee} again after it failed, up to ${maxCalls} times`
      : `${names.caller} calls ${names.callee} ${medianCalls} times in a row for one request${isQuery ? ' (N+1 queries)' : ''}`,
    score: isRetry ? RETRY_SCORE : (isNew ? BEGAN : ALWAYS_SO) + BY_SHARE * timeShare,
    count: callers,
    ...(firstMicros > 0 && {
      interval: { from: toInstant(microseconds(Math.round(firstMicros))), to: toInstant(microseconds(Math.round(lastMicros))) },
    }),
    entities: [words.analysis.operations[caller]?.service ?? ''],
    ...(!isRetry &&
      isQuery && { fault: plainFault('query', 'repeated', { blames: 'caller', entity: names.caller, cause: names.callee }) }),
    details: [
      `in ${callers} spans of ${traces} ${traces === 1 ? 'trace' : 'traces'}, at most ${maxCalls} calls, ${share} of their time`,
      isNew ? `none of the ${callersBefore} before did so` : '',
      isRetry ? `the last call went well in ${recovered} of ${callers}` : 'one after the other, none of them failing',
    ],
    spans: [example, ...calls],
    predicates: calls.slice(0, isRetry ? 1 : MAX_PROOFS).map((index) => {
      const span = words.spanOf(index)
      return isRetry
        ? { name: 'span', span, field: 'isError', comparison: '=', value: true }
        : { name: 'span', span, field: 'name', comparison: '=', value: words.analysis.spans.at(index).name }
    }),
  })
}
