import type { LiveSource } from '@faultmaven/contracts'
import type { TurnRun } from '../turns/turn-run.ts'

/** The live sources that a turn can ask, and its "now". */
export type Attached = { readonly now: string; readonly sources: readonly LiveSource[] }

/** Undefined without a model, which alone decides what to ask, and where the operator attached nothing. */
export async function readAttached({ dataProcessing, model, context }: TurnRun, nowMs: number): Promise<Attached | undefined> {
  if (!model) return undefined
  const { liveSources } = await dataProcessing.listLiveSources({}, context)
  if (liveSources.length === 0) return undefined
  // A gateway that cannot be reached is told of where the model is asked.
  const status = await model.gateway.getStatus({}, context).catch(() => undefined)
  return status?.configured ? { now: new Date(nowMs).toISOString(), sources: liveSources } : undefined
}
