export { createAgent } from './agent.ts'
export type { Agent, AgentOptions } from './agent.ts'
