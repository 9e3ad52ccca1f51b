import type { dataProcessing, knowledgeBase } from '@faultmaven/contracts'
import type { CallContext, Client } from '@faultmaven/rpc'
import type * as z from 'zod/mini'
import type { LiveDesk } from '../live/live-desk.ts'
import type { References } from './references.ts'

/** What a tool works with: it reads, through the operations that everybody reads with, and changes nothing. */
export type ToolContext = {
  readonly dataProcessing: Client<typeof dataProcessing>
  readonly context: CallContext
  readonly caseId: string
  readonly references: References
  /** Absent where none runs. */
  readonly knowledgeBase?: Pick<Client<typeof knowledgeBase>, 'search'>
  /** Absent where nothing is attached. */
  readonly live?: LiveDesk
}
type Definition<P extends z.ZodMiniType> = {
  readonly name: string
  readonly description: string
  readonly parameters: P
  /** Lines, the most telling first. */
  readonly run: (input: z.output<P>, context: ToolContext) => Promise<string[]>
}
/** A tool whose input is whatever its parameters accept. */
export type Tool = {
  readonly name: string
  readonly description: string
  readonly parameters: z.ZodMiniType
  readonly run: (input: unknown, context: ToolContext) => Promise<string[]>
}

/** Ties what a tool runs with to its parameters: the input is parsed where it is run. */
export function tool<P extends z.ZodMiniType>(definition: Definition<P>): Tool {
  return { ...definition, run: (input, context) => definition.run(definition.parameters.parse(input), context) }
}
