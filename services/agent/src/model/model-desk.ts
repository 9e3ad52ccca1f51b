import type { TurnJournal } from '@faultmaven/bundle'
import type { llmGateway } from '@faultmaven/contracts'
import { type Client, ProblemError } from '@faultmaven/rpc'
import type { ModelLimits } from './model-limits.ts'
import { createRecordingLine, createReplayingLine, type ModelLine } from './model-line.ts'

/** What the investigation asks of the gateway. */
export type ModelGateway = Pick<Client<typeof llmGateway>, 'getStatus' | 'generate'>

/** The way to a model, where there is one. */
export type ModelDesk = {
  readonly gateway: ModelGateway
  readonly limits: ModelLimits
  /** For one conversation. */
  readonly line: (part: 'hypotheses' | 'wording') => ModelLine
}

/** The same during one conversation. */
export type ModelAtWork = Omit<ModelDesk, 'line'> & { readonly line: ModelLine }

export function createModelDesk(gateway: ModelGateway, limits: ModelLimits): ModelDesk {
  return { gateway, limits, line: createRecordingLine }
}

/** A desk at which everything was said before; undefined when no model took part. */
export function replayModelDesk({ model }: TurnJournal): ModelDesk | undefined {
  return model && { gateway: NOBODY, limits: model.limits, line: (part) => createReplayingLine(model[part]) }
}

const NOBODY: ModelGateway = {
  getStatus: () => Promise.reject(new ProblemError('service.unavailable', { detail: 'A replay asks no model' })),
  // oxlint-disable-next-line require-yield
  async *generate() {
    throw new ProblemError('service.unavailable', { detail: 'A replay asks no model' })
  },
}
