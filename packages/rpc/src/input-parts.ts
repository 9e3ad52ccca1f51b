import type { Operation } from '@faultmaven/contracts'
import { ProblemError } from './problem-error.ts'

/** Longest value of one path parameter, characters; Fastify's own bound. */
const MAX_PATH_VALUE = 100

type Values = Readonly<Record<string, unknown>>
/** How an input travels: what the path names, then the rest in the query or in a JSON body. */
export type InputParts = {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Values | undefined
}

/** Paths are those of contracts, which are few and asked for with every call. */
const namesOfPath = new Map<string, readonly string[]>()

/** Names of the properties that the path template takes, in their order. */
export function pathNames({ path }: Pick<Operation, 'path'>): readonly string[] {
  const known = namesOfPath.get(path)
  if (known) return known
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  namesOfPath.set(path, names)
  return names
}

/** Whether the properties outside the path go into a JSON body; else into the query. */
export function hasJsonBody({ kind, method }: Operation): boolean {
  return kind !== 'upload' && (method === 'POST' || method === 'PUT')
}

/**
 * Lays an input out for HTTP. What the contract does not know stays out of the query, what is undefined out of everything.
 * @throws {ProblemError} `request.invalid` as {@link pathValues}
 * @throws {TypeError} when a query value is no string, number or boolean
 */
export function toInputParts(operation: Operation, input: Values): InputParts {
  const path = pathValues(operation, input)
  const rest = Object.entries(input).filter(([name, value]) => value !== undefined && !Object.hasOwn(path, name))
  if (hasJsonBody(operation)) return { path, query: {}, body: Object.fromEntries(rest) }
  const known = rest.filter(([name]) => Object.hasOwn(operation.input.shape, name))
  return { path, query: Object.fromEntries(known.map(([name, value]) => [name, queryValue(name, value)])), body: undefined }
}

/** @throws {ProblemError} `request.invalid` when a path value is missing, over 100 characters or a dot segment, which URLs drop */
export function pathValues(operation: Operation, input: Values): Record<string, string> {
  return Object.fromEntries(pathNames(operation).map((name) => [name, pathValue(name, input[name])]))
}

function pathValue(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text === 'string' && text !== '' && text !== '.' && text !== '..' && text.length <= MAX_PATH_VALUE) return text
  throw new ProblemError('request.invalid', {
    detail: 'The request does not match the contract; see errors',
    errors: [{ pointer: `/${name}`, detail: `Expected text of 1 to ${MAX_PATH_VALUE} characters that is no dot segment` }],
  })
}

function queryValue(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new TypeError(
    `Cannot send "${name}" in a query: only strings, numbers and booleans travel there; make the operation a POST`,
  )
}
