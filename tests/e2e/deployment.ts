import path from 'node:path'
import { type Server, startServer } from '../support/server.ts'

/** One process with every role, or a process a role with a data folder each: the same product to its callers. */
export const DEPLOYMENTS = ['all', 'split'] as const
export type Deployment = (typeof DEPLOYMENTS)[number]

/** Starts a deployment under `folder`. `gateway` is what callers talk to; `stop` ends every process. */
export async function startDeployment(deployment: Deployment, folder: string) {
  if (deployment === 'all') {
    const gateway = await startServer(['--data', path.join(folder, 'all')])
    return { gateway, stop: () => gateway.stop() }
  }
  const role = (target: string, ...args: string[]): Promise<Server> =>
    startServer(['--target', target, '--data', path.join(folder, target), ...args])
  const dataProcessing = await role('data-processing')
  const agent = await role('agent', '--data-processing-url', dataProcessing.url)
  const gateway = await role('api-gateway', '--data-processing-url', dataProcessing.url, '--agent-url', agent.url)
  return {
    gateway,
    async stop() {
      for (const server of [gateway, agent, dataProcessing]) await server.stop()
    },
  }
}
