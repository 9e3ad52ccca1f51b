import path from 'node:path'
import { type Server, startServer } from '../support/server.ts'

/** One process with every role, or a process a role with a data folder each: the same product to its callers. */
export const DEPLOYMENTS = ['all', 'split'] as const
export type Deployment = (typeof DEPLOYMENTS)[number]

type Options = {
  /** File of the models that may be asked; without it no model takes part. */
  readonly models?: string
}

/** Starts a deployment under `folder`. `gateway` is what callers talk to; `stop` ends every process. */
export async function startDeployment(deployment: Deployment, folder: string, { models }: Options = {}) {
  const withModels = models === undefined ? [] : ['--models', models]
  if (deployment === 'all') {
    const gateway = await startServer(['--data', path.join(folder, 'all'), ...withModels])
    return { gateway, stop: () => gateway.stop() }
  }
  const role = (target: string, ...args: string[]): Promise<Server> =>
    startServer(['--target', target, '--data', path.join(folder, target), ...args])
  const dataProcessing = await role('data-processing')
  const llmGateway = await role('llm-gateway', ...withModels)
  const behind = ['--data-processing-url', dataProcessing.url, '--llm-gateway-url', llmGateway.url]
  const agent = await role('agent', ...behind)
  const gateway = await role('api-gateway', ...behind, '--agent-url', agent.url)
  return {
    gateway,
    stop: async () => {
      for (const server of [gateway, agent, llmGateway, dataProcessing]) await server.stop()
    },
  }
}
