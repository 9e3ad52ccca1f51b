import { interrupt } from '@langchain/langgraph'
import type { GraphNode } from './graph-state.ts'

/**
 * Waits for the user's answer: the graph stops here with its checkpoint, over kills and restarts, until it is resumed. The answer itself
 * stands in the case's record, written before: what resumes the graph only says that there is one, or that it was taken back.
 */
export const askUser: GraphNode = async () => {
  interrupt('answer')
  return {}
}
