import type * as z from 'zod/mini'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** What a principal must be allowed to do; the roles are sets of scopes. */
export type Scope =
  | 'case:read'
  | 'case:write'
  | 'case:delete'
  | 'knowledge:read'
  | 'knowledge:write'
  | 'settings:write'
  | 'public'

type Base<Input extends z.ZodMiniObject> = {
  readonly method: Method
  /** Path template; `{name}` takes the input's property of that name. */
  readonly path: `/${string}`
  readonly summary: string
  readonly scope: Scope
  readonly input: Input
  /** Longest a caller waits for a unary answer. @default 30 000 */
  readonly timeoutMs?: number
}
/** One request, one answer. `idempotent` lets a client repeat it when the connection fails. */
export type Unary<I extends z.ZodMiniObject = z.ZodMiniObject, O extends z.ZodMiniType = z.ZodMiniType> = Base<I> & {
  readonly kind: 'unary'
  readonly output: O
  readonly idempotent: boolean
}
/** One request, many events, until the server ends it or the caller goes away. */
export type Stream<I extends z.ZodMiniObject = z.ZodMiniObject, E extends z.ZodMiniType = z.ZodMiniType> = Base<I> & {
  readonly kind: 'stream'
  readonly event: E
}
/** Parameters plus a byte stream of at most `maxBytes`, read with back-pressure, one answer. */
export type Upload<I extends z.ZodMiniObject = z.ZodMiniObject, O extends z.ZodMiniType = z.ZodMiniType> = Base<I> & {
  readonly kind: 'upload'
  readonly output: O
  readonly maxBytes: number
}
/**
 * One request, answered with bytes at the pace of their reader. The bytes end early only with a failure: over HTTP the connection is cut.
 */
export type Download<I extends z.ZodMiniObject = z.ZodMiniObject> = Base<I> & {
  readonly kind: 'download'
  readonly contentType: string
}
export type Operation = Unary | Stream | Upload | Download
export type Contract = {
  readonly name: string
  readonly version: string
  readonly operations: Readonly<Record<string, Operation>>
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** A unary operation; reading ones may be repeated. */
export function unary<I extends z.ZodMiniObject, O extends z.ZodMiniType>(
  operation: Without<Unary<I, O>, 'kind' | 'idempotent'> & { readonly idempotent?: boolean },
): Unary<I, O> {
  return { kind: 'unary', idempotent: operation.method === 'GET', ...operation }
}
/** An operation that answers with a stream of events. */
export function stream<I extends z.ZodMiniObject, E extends z.ZodMiniType>(
  operation: Without<Stream<I, E>, 'kind'>,
): Stream<I, E> {
  return { kind: 'stream', ...operation }
}
/** An operation that takes a stream of bytes. */
export function upload<I extends z.ZodMiniObject, O extends z.ZodMiniType>(
  operation: Without<Upload<I, O>, 'kind'>,
): Upload<I, O> {
  return { kind: 'upload', ...operation }
}
/** An operation that answers with a stream of bytes. */
export function download<I extends z.ZodMiniObject>(operation: Without<Download<I>, 'kind'>): Download<I> {
  return { kind: 'download', ...operation }
}
/** Keeps the literal types of a contract, so that clients and handlers are typed from it. */
export function contract<const C extends Contract>(value: C): C {
  return value
}
