const OPTION = '--without-technology'
const VARIABLE = 'FAULTMAVEN_WITHOUT_TECHNOLOGY'

/**
 * `analyze --without-technology NAME`: what is known of that technology is left out, to measure what a diagnosis owes to it. Tables of knowledge
 * are made when the analysis is loaded, and in its threads: they read the name from the environment, which is why this comes before.
 */
export function setWithoutTechnology(args: readonly string[], environment: NodeJS.ProcessEnv): void {
  const at = args.findIndex((arg) => arg === OPTION || arg.startsWith(`${OPTION}=`))
  const name = args[at]?.includes('=') === true ? args[at].slice(OPTION.length + 1) : args[at + 1]
  if (at >= 0 && name !== undefined) environment[VARIABLE] = name
}

/** The technology that a process leaves out; empty when it leaves out none. */
export function withoutTechnology(environment: NodeJS.ProcessEnv): string {
  return environment[VARIABLE] ?? ''
}
