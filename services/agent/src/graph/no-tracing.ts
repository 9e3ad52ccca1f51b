import { BaseCallbackHandler } from '@langchain/core/callbacks/base'

/**
 * Stands where LangChain would put its tracer, under its name, and does nothing. Without it an environment variable
 * (`LANGSMITH_TRACING`) that someone set for another program would send every run to a foreign host; FaultMaven sends nothing.
 */
export class NoTracing extends BaseCallbackHandler {
  readonly name = 'langchain_tracer'

  /** Both are called by LangChain on the handler of this name. */
  updateFromRunTree(): void {}
  getRunTreeWithTracingConfig(): undefined {}
}
