import { Annotation } from '@langchain/langgraph'
import type { TurnRun } from '../turns/turn-run.ts'

/**
 * What a checkpoint holds of an investigation: counts and the way it takes, never evidence (at most 64 KiB). What nodes hand on
 * to each other are sealed rows of the attempt.
 */
export const GraphState = Annotation.Root({
  turnId: Annotation<string>(),
  /** `live`: what runs now is asked first; `general`: there is nothing to examine, so the question is answered from knowledge alone. */
  route: Annotation<'live' | 'evidence' | 'general'>(),
  sources: Annotation<number>(),
  findings: Annotation<number>(),
  claims: Annotation<number>(),
  verified: Annotation<number>(),
  /** Whether the answer ends with a question to the user. */
  asks: Annotation<boolean>(),
})
export type GraphState = typeof GraphState.State

/**
 * One node: it works on the rows that the nodes before it left; the state only tells the way. It may run twice: what it
 * writes, it writes once (`appendStep`).
 * @throws {TurnOverError} when the attempt was stopped meanwhile
 */
export type GraphNode = (run: TurnRun, state: GraphState) => Promise<Partial<GraphState>>
