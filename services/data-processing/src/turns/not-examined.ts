import type { Skipped, Source } from '@faultmaven/contracts'

/** What was not read, or not wholly, in plain sentences; one a source and reason. */
export function notExamined(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => [...stateOf(source), ...source.skipped.map((skipped) => skippedOf(source, skipped))])
}

function stateOf({ name, state, problem, bytes, coverage }: Source): string[] {
  const detail = problem === undefined ? '' : `: ${problem.detail}`
  if (state === 'refused') return [`${name} was not read${detail}`]
  if (state === 'partial') return [`${name} was read in part${detail}`]
  return bytes === 0 && coverage !== undefined ? [`${name} is empty`] : []
}

function skippedOf({ name }: Source, { reason, count, unit }: Skipped): string {
  const what = count === 1 ? `1 ${unit.slice(0, -1)}` : `${count} ${unit}`
  return `${name}: ${what} not read: ${reason}`
}
