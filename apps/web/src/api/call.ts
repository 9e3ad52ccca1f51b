import type { Download, Stream, Unary } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import { errorOf, unreachable } from './api-error.ts'

export type CallOptions = { readonly signal?: AbortSignal; readonly fetch?: typeof globalThis.fetch }

/**
 * The parsed answer of one operation of the api contract.
 * @throws {ApiError} when the server refuses or does not answer.
 */
export async function call<O extends Unary>(
  operation: O,
  input: z.input<O['input']>,
  options: CallOptions = {},
): Promise<z.output<O['output']>> {
  const response = await request(operation, input, options)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by this very schema, whose type is lost in the generic
  return z.parse(operation.output, await response.json()) as z.output<O['output']>
}

/**
 * The answer of one operation, not read yet. Input that the path does not name goes into the query of a GET or DELETE, else into the
 * JSON body.
 * @throws {ApiError} when the server refuses or does not answer.
 */
export async function request(
  operation: Pick<Unary | Stream | Download, 'method' | 'path'>,
  input: Readonly<Record<string, unknown>>,
  { signal, fetch = globalThis.fetch }: CallOptions = {},
): Promise<Response> {
  const { url, rest } = fillPath(operation.path, input)
  const inQuery = operation.method === 'GET' || operation.method === 'DELETE'
  const response = await fetch(inQuery ? withQuery(url, rest) : url, {
    method: operation.method,
    headers: inQuery ? {} : { 'content-type': 'application/json' },
    ...(inQuery ? {} : { body: JSON.stringify(rest) }),
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    throw signal?.aborted ? cause : unreachable(cause)
  })
  if (!response.ok) throw await errorOf(response)
  return response
}

/** The path with its `{names}` filled from the input, and the input that is left. */
export function fillPath(path: string, input: Readonly<Record<string, unknown>>): { url: string; rest: Record<string, unknown> } {
  const rest = { ...input }
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    delete rest[name]
    return encodeURIComponent(String(input[name]))
  })
  return { url, rest }
}

function withQuery(url: string, query: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined)
  if (entries.length === 0) return url
  return `${url}?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()}`
}
