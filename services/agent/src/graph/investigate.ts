import { Command } from '@langchain/langgraph'
import { isWaiting } from '../asking/asked-questions.ts'
import { weighAnswer } from '../asking/weigh-answer.ts'
import { allRows } from '../cases/rows.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { buildGraph } from './build-graph.ts'
import { CheckpointSaver } from './checkpoint-saver.ts'
import { noTracing } from './no-tracing.ts'

/**
 * Runs the investigation of one attempt to its `answer-end`, from its last checkpoint if it has one: after a kill only the node
 * that was cut and those after it run. One that asks the user something waits in its checkpoint, and goes on from there once an answer
 * is to be weighed, in this process or a later one.
 */
export async function investigate(run: TurnRun): Promise<void> {
  const { openCase, ref } = run
  const saver = new CheckpointSaver(openCase.rows)
  const thread = `${ref.turnId}.${ref.attempt}`
  const config = { configurable: { thread_id: thread }, durability: 'sync' as const, callbacks: noTracing() }
  const graph = buildGraph(run, saver)
  if (openCase.state().record.turns.at(-1)?.turnId === ref.turnId) await endOtherWaits(run, saver, thread)
  const isResumed = (await saver.getTuple(config)) !== undefined
  if (isUnweighed(run)) {
    // Killed before it had come to wait, it comes to that first.
    if (isResumed && !(await waits())) await graph.invoke(null, config)
    if (isResumed && isUnweighed(run)) await graph.invoke(new Command({ resume: 'answered' }), config)
    // Nothing waits once a newer turn was investigated: what is taken back then is weighed all the same.
    if (!isResumed) await weighAnswer(run)
  } else await graph.invoke(isResumed ? null : { turnId: ref.turnId }, config)
  // The log says all that a finished turn has to say.
  if (!isWaiting(openCase.state().record, ref.turnId)) await saver.deleteThread(thread)

  async function waits(): Promise<boolean> {
    const { tasks } = await graph.getState(config)
    return tasks.some(({ interrupts }) => interrupts.length > 0)
  }
}

function isUnweighed({ openCase, ref }: TurnRun): boolean {
  return openCase.state().record.unweighed === ref.turnId
}

/**
 * The newest turn ends the waiting of those before it. Of a case one turn is investigated at a time: no other thread is at work. An older
 * one that is taken up again, for an answer that is to be weighed, leaves the newest where it is.
 */
async function endOtherWaits({ openCase }: TurnRun, saver: CheckpointSaver, own: string): Promise<void> {
  const names = (await allRows(openCase.rows, 'checkpoint/')).map(({ name }) => decodeURIComponent(name.split('/')[1] ?? ''))
  for (const thread of new Set(names)) if (thread !== own) await saver.deleteThread(thread)
}
