import { LEFT_OUT } from '../left-out/left-out.ts'
import modes from './modes.json' with { type: 'json' }
import resources from './resources.json' with { type: 'json' }

/** Words of a failure mode. `weight`: 4 says exactly what is wrong, 1.5 only that something is. */
export type ModeWords = {
  readonly id: string
  readonly weight: number
  /** Stands before the resource: "Exhaustion of | the disk". */
  readonly noun: string
  readonly pattern: RegExp
}

/** Words of a resource, most specific resource first: the first of several wins a tie. */
export type ResourceWords = {
  readonly id: string
  readonly say: string
  /** The wider resource of which this is one kind: the heap is memory. */
  readonly refines?: string
  readonly pattern: RegExp
}

/** Failure modes, most specific first. */
export const MODES: readonly ModeWords[] = modes.map(({ words, ...mode }) => ({ ...mode, pattern: anyOf(words, 'gi') }))
export const RESOURCES: readonly ResourceWords[] = resources.map(({ words, ...resource }) => ({
  ...resource,
  pattern: anyOf(words, 'i'),
}))

const modeById = new Map(MODES.map((mode) => [mode.id, mode]))
const resourceById = new Map(RESOURCES.map((resource) => [resource.id, resource]))

export function modeWords(id: string): ModeWords | undefined {
  return modeById.get(id)
}

export function resourceWords(id: string): ResourceWords | undefined {
  return resourceById.get(id)
}

/** All alternatives in one expression; the sources are our own data, linear by construction (bounded gaps only). */
function anyOf(sources: readonly string[], flags: string): RegExp {
  const known = sources.filter((source) => !LEFT_OUT.isAbout(source))
  // A list of which nothing is left matches nothing.
  return new RegExp(known.length === 0 ? '(?!)' : known.map((source) => `(?:${source})`).join('|'), flags)
}
