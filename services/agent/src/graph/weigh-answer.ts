import { weighAnswer } from '../asking/weigh-answer.ts'
import type { GraphNode } from './graph-state.ts'

/** Ranks with what was answered. Afterwards the graph waits again: an answer can be changed or taken back. */
export const weighAnswerNode: GraphNode = async (run) => {
  await weighAnswer(run)
  return {}
}
