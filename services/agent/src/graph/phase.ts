import type { Phase, TurnEvent } from '@faultmaven/contracts'
import { appendStep } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** Tells that a phase is at work. */
export async function startPhase({ openCase, ref }: TurnRun, phase: Phase): Promise<void> {
  await appendStep(openCase, ref, `${phase}/running`, { events: [{ type: 'phase-changed', phase, state: 'running' }] })
}

/** The event that a phase is done, with its result in one sentence. */
export function phaseDone(phase: Phase, result: string): TurnEvent {
  return { type: 'phase-changed', phase, state: 'done', result }
}

/** "1 source", "3 sources". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
