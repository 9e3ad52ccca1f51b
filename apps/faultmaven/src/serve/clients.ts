import { agent, dataProcessing, knowledgeBase, llmGateway } from '@faultmaven/contracts'
import { type Client, createHttpClient, createInProcessClient, type Handlers } from '@faultmaven/rpc'
import type { Role, ServeOptions } from './options.ts'

/** Roles that run in this process, as handlers. */
export type LocalRoles = {
  readonly agent?: Handlers<typeof agent>
  readonly 'data-processing'?: Handlers<typeof dataProcessing>
  readonly 'llm-gateway'?: Handlers<typeof llmGateway>
  readonly 'knowledge-base'?: Handlers<typeof knowledgeBase>
}

/** A client of data-processing: in this process when the role runs here, else by its URL. */
export function dataProcessingClient(local: LocalRoles, { urls }: ServeOptions): Client<typeof dataProcessing> {
  const handlers = local['data-processing']
  return handlers
    ? createInProcessClient(dataProcessing, handlers)
    : createHttpClient(dataProcessing, { baseUrl: required(urls, 'data-processing') })
}

/** A client of the LLM gateway: in this process when the role runs here, else by its URL; none where neither is said, then no model takes part. */
export function llmGatewayClient(local: LocalRoles, { urls }: ServeOptions): Client<typeof llmGateway> | undefined {
  const handlers = local['llm-gateway']
  if (handlers) return createInProcessClient(llmGateway, handlers)
  const baseUrl = urls['llm-gateway']
  return baseUrl === undefined ? undefined : createHttpClient(llmGateway, { baseUrl })
}

/** A client of the agent: in this process when the role runs here, else by its URL. */
export function agentClient(local: LocalRoles, { urls }: ServeOptions): Client<typeof agent> {
  return local.agent ? createInProcessClient(agent, local.agent) : createHttpClient(agent, { baseUrl: required(urls, 'agent') })
}

/** A client of the knowledge base, where there is one: an agent works without it. */
export function knowledgeBaseClient(local: LocalRoles, { urls }: ServeOptions): Client<typeof knowledgeBase> | undefined {
  const [handlers, baseUrl] = [local['knowledge-base'], urls['knowledge-base']]
  if (handlers) return createInProcessClient(knowledgeBase, handlers)
  return baseUrl === undefined ? undefined : createHttpClient(knowledgeBase, { baseUrl })
}

function required(urls: ServeOptions['urls'], role: Role): string {
  const url = urls[role]
  if (!url) throw new Error(`This target needs the role ${role}: say where it is with --${role}-url http://127.0.0.1:PORT`)
  return url
}
