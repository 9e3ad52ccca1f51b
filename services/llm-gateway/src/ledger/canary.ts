import { ProblemError } from '@faultmaven/rpc'

/**
 * A last look at a body before it leaves: none of the values that an operator planted may stand in it, however JSON writes them. One that does
 * means that something before has failed.
 * @throws {ProblemError} from the function, `llm.withheld`
 */
export function createCanary(values: readonly string[]): (body: string) => void {
  const written = [
    ...new Set(values.filter((value) => value !== '').flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])),
  ]
  return (body) => {
    if (written.some((value) => body.includes(value)))
      throw new ProblemError('llm.withheld', { detail: 'A value that must never leave stood in the request: it was not sent' })
  }
}
