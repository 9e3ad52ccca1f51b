import type { TurnRun } from '../turns/turn-run.ts'
import { buildGraph } from './build-graph.ts'
import { CheckpointSaver } from './checkpoint-saver.ts'
import { noTracing } from './no-tracing.ts'

/**
 * Runs the investigation of one attempt to its `answer-end`, from its last checkpoint if it has one: after a kill only the node
 * that was cut and those after it run.
 */
export async function investigate(run: TurnRun): Promise<void> {
  const { turnId, attempt } = run.ref
  const saver = new CheckpointSaver(run.openCase.rows)
  const thread = `${turnId}.${attempt}`
  const config = { configurable: { thread_id: thread }, durability: 'sync' as const, callbacks: noTracing() }
  const isResumed = (await saver.getTuple(config)) !== undefined
  await buildGraph(run, saver).invoke(isResumed ? null : { turnId }, config)
  // The log says all that a finished turn has to say.
  await saver.deleteThread(thread)
}
