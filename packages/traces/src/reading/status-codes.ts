import { ROLE } from './span-fields.ts'

/** gRPC codes that are the server's fault; the others may be the caller's, as 4xx are. */
const GRPC_FAILURES = new Set([2, 4, 12, 13, 14, 15])

/**
 * Whether a status code makes a span an error that does not say so itself.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status
 * @see https://opentelemetry.io/docs/specs/semconv/rpc/grpc/#grpc-status
 */
export function isFailure(role: number, code: number): boolean {
  if (role === ROLE.httpStatus) return code >= 500 && code < 600
  return role === ROLE.grpcStatus && GRPC_FAILURES.has(code)
}
