import type { ModelEntry } from '@faultmaven/bundle'
import type { ModelStatus } from '@faultmaven/contracts'
import { ModelFailure } from './model-failure.ts'
import type { ModelAnswer } from './receive-answer.ts'

/**
 * All that comes from outside while a model takes part: each answer is asked for through it, in order. What was noted is enough to have
 * the same conversation again with nobody at the other end.
 */
export type ModelLine = {
  status(ask: () => Promise<ModelStatus>): Promise<ModelStatus>
  /** @throws {ModelFailure} */
  answer(ask: () => Promise<ModelAnswer>): Promise<ModelAnswer>
  toolResult(run: () => Promise<string>): Promise<string>
  /** What came so far, failures included. */
  entries(): readonly ModelEntry[]
}

/** Why a model that did not even say its name was not used. */
export const UNREACHABLE = 'it cannot be reached'

/** Asks, and notes what comes. */
export function createRecordingLine(): ModelLine {
  const noted: ModelEntry[] = []
  return {
    async status(ask) {
      try {
        const status = await ask()
        noted.push({ kind: 'status', status })
        return status
      } catch (error) {
        noted.push({ kind: 'failure', why: UNREACHABLE })
        throw error
      }
    },
    async answer(ask) {
      try {
        const answer = await ask()
        noted.push({ kind: 'answer', answer: { ...answer, toolCalls: [...answer.toolCalls] } })
        return answer
      } catch (error) {
        if (error instanceof ModelFailure) noted.push({ kind: 'failure', why: error.message })
        throw error
      }
    },
    async toolResult(run) {
      const result = await run()
      noted.push({ kind: 'tool-result', result })
      return result
    },
    entries: () => noted,
  }
}

/** Gives what was noted, in order, and asks nobody. Another version may ask for what was never answered: then the model has failed. */
export function createReplayingLine(noted: readonly ModelEntry[]): ModelLine {
  let at = 0
  function next<K extends ModelEntry['kind']>(kind: K): Extract<ModelEntry, { kind: K }> {
    const entry = noted[at]
    at += 1
    if (entry?.kind === 'failure') throw new ModelFailure(entry.why)
    if (!isOf(entry, kind)) throw new ModelFailure('what this version asks was not asked when the bundle was made')
    return entry
  }
  return {
    status: async () => next('status').status,
    answer: async () => next('answer').answer,
    toolResult: async () => next('tool-result').result,
    entries: () => noted,
  }
}

function isOf<K extends ModelEntry['kind']>(entry: ModelEntry | undefined, kind: K): entry is Extract<ModelEntry, { kind: K }> {
  return entry?.kind === kind
}
