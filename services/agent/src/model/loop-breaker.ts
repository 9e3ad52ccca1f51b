import type { ModelToolCall } from '@faultmaven/contracts'

/** Told of every tool call and its result; says when a model goes round in circles. */
export type LoopBreaker = {
  /** The result that the same call gave before, if it was made and is still in the talk: asking for what went out of sight is no circle. */
  earlier(call: ModelToolCall, isShown: (result: string) => boolean): string | undefined
  note(call: ModelToolCall, result: string): void
  /** The same was asked twice over, or two steps brought nothing new. */
  endStep(): 'goes-on' | 'circles'
}

const MAX_REPEATED = 2
const MAX_IDLE_STEPS = 2

/** Calls are the same whatever the order of their arguments; a result is new when no call gave it before. */
export function createLoopBreaker(): LoopBreaker {
  const results = new Map<string, string>()
  const seen = new Set<string>()
  let repeated = 0
  let idleSteps = 0
  let isNew = false
  return {
    earlier(call, isShown) {
      const result = results.get(keyOf(call))
      if (result === undefined) return undefined
      if (!isShown(result)) {
        seen.delete(result)
        return undefined
      }
      repeated += 1
      return result
    },
    note(call, result) {
      if (!seen.has(result)) isNew = true
      seen.add(result)
      results.set(keyOf(call), result)
    },
    endStep() {
      idleSteps = isNew ? 0 : idleSteps + 1
      isNew = false
      return repeated >= MAX_REPEATED || idleSteps >= MAX_IDLE_STEPS ? 'circles' : 'goes-on'
    },
  }
}

function keyOf({ name, arguments: text }: ModelToolCall): string {
  try {
    return `${name} ${JSON.stringify(sorted(JSON.parse(text)))}`
  } catch {
    return `${name} ${text}`
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
