import { ask } from '../programs/http.ts'
import type { Lab } from '../runner/lab.ts'

/** What a probe measured does not show the fault: what a twin must give. */
export class NotSo extends Error {}

/** Gives the proof, which says what was measured. @throws {NotSo} when it does not hold */
export function prove(holds: boolean, proof: string): string {
  if (!holds) throw new NotSo(`not so: ${proof}`)
  return proof
}

/** Lines of a log that match, counted. */
export function countLines(lab: Lab, file: string, pattern: RegExp): number {
  return lab
    .read(file)
    .split('\n')
    .filter((line) => pattern.test(line)).length
}

/** A probe: a line of a log says so. */
export function logged(file: string, pattern: RegExp, proof: string) {
  return (lab: Lab): string => prove(countLines(lab, file, pattern) > 0, proof)
}

/** A probe: a URL answers with this status. */
export function answered(url: string, expected: number) {
  return async (): Promise<string> => {
    const { status } = await ask(url)
    return prove(status === expected, `GET ${new URL(url).pathname} answers ${status}`)
  }
}
