import type { llmGateway } from '@faultmaven/contracts'
import type { Client } from '@faultmaven/rpc'
import type { ModelLimits } from './model-limits.ts'

/** The way to a model, where there is one. */
export type ModelDesk = { readonly gateway: Client<typeof llmGateway>; readonly limits: ModelLimits }
