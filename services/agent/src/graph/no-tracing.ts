import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import { ConsoleCallbackHandler } from '@langchain/core/tracers/console'

/**
 * Stands where LangChain would put its tracer, under its name, and does nothing. Without it an environment variable
 * (`LANGSMITH_TRACING`) that someone set for another program would send every run to a foreign host; FaultMaven sends nothing.
 */
class NoTracer extends BaseCallbackHandler {
  readonly name = 'langchain_tracer'

  /** Both are called by LangChain on the handler of this name. It keeps in the second's result what `interrupt()` looks for. */
  updateFromRunTree(): void {}
  getRunTreeWithTracingConfig(): object {
    return {}
  }
}

/**
 * The same for `LANGCHAIN_VERBOSE`, which would print the state of the graph to standard output. LangChain 1.4.0 looks for the name on
 * the prototype, where there is none: so does this, whatever it is there.
 */
class NoConsole extends BaseCallbackHandler {
  readonly name = ConsoleCallbackHandler.prototype.name
}

/** Callbacks of a run that is neither traced nor printed, whatever the environment says. */
export function noTracing(): BaseCallbackHandler[] {
  return [new NoTracer(), new NoConsole()]
}
