import type { Finding, Source } from '@faultmaven/contracts'

/** A source is told of again when others put it on another clock, and its findings with it. */
export function stateOfSource({ id, clock }: Source): string {
  const { alignment } = clock ?? {}
  return `${id} ${alignment?.referenceId ?? ''} ${alignment?.correctionMs ?? 0}`
}

export function stateOfFinding({ id, interval }: Finding): string {
  return `${id} ${interval?.from ?? ''}`
}
