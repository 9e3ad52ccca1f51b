import {
  contract,
  llmGateway,
  type ModelEvent,
  type ModelPurpose,
  type ModelStatus,
  type ModelToolCall,
} from '@faultmaven/contracts'
import { type Client, createInProcessClient, type Handlers } from '@faultmaven/rpc'

const { getStatus, generate, deleteCase } = llmGateway.operations
/** What of the gateway the agent calls. */
export const agentsGateway = contract({ ...llmGateway, operations: { getStatus, generate, deleteCase } })

/** One request to the model, as it came through the contract. */
export type ModelRequest = Parameters<Handlers<typeof llmGateway>['generate']>[0]
/** What the model does with a request: events, with pauses and failures where it likes. */
export type ModelScript = (
  request: ModelRequest,
  /** How many requests of this purpose came before, and the signal that ends the wait. */
  call: { readonly index: number; readonly signal: AbortSignal | undefined },
) => Iterable<ModelEvent> | AsyncIterable<ModelEvent>

/** A model behind the contract of the LLM gateway that does what a test says, and the requests that it got. */
export function createScriptedModel(
  script: ModelScript,
  { contextTokens = 8192, configured = true }: { readonly contextTokens?: number; readonly configured?: boolean } = {},
): {
  readonly client: Client<typeof agentsGateway>
  readonly handlers: Handlers<typeof agentsGateway>
  readonly requests: ModelRequest[]
} {
  const requests: ModelRequest[] = []
  const counts = new Map<ModelPurpose, number>()
  const status: ModelStatus = configured ? { configured, model: { name: 'scripted', contextTokens } } : { configured }
  const handlers: Handlers<typeof agentsGateway> = {
    getStatus: async () => status,
    async *generate(request, { signal }) {
      requests.push(request)
      const index = counts.get(request.purpose) ?? 0
      counts.set(request.purpose, index + 1)
      yield* script(request, { index, signal })
    },
    deleteCase: async () => ({ keyDestroyed: true, sealedBytes: 0 }),
  }
  return { client: createInProcessClient(agentsGateway, handlers, { wire: true }), handlers, requests }
}

/** A whole answer: the text in pieces of some characters, then its end. */
export function* answering(value: unknown, { reason = 'stop' as const } = {}): Generator<ModelEvent> {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  for (let at = 0; at < text.length; at += 37) yield { type: 'text-delta', text: text.slice(at, at + 37) }
  yield { type: 'usage', inputTokens: 1000, outputTokens: Math.ceil(text.length / 4) }
  yield { type: 'finish', reason }
}

/** An answer that asks for tools. */
export function* calling(...calls: readonly { readonly name: string; readonly arguments: unknown }[]): Generator<ModelEvent> {
  for (const [index, { name, arguments: input }] of calls.entries()) {
    const call: ModelToolCall = {
      callId: `call-${index}`,
      name,
      arguments: typeof input === 'string' ? input : JSON.stringify(input),
    }
    yield { type: 'tool-call', call }
  }
  yield { type: 'finish', reason: 'tool-calls' }
}
