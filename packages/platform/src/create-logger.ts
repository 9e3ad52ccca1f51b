import { pino, type DestinationStream, type LogFn, type Logger } from 'pino'
import { describeFailure } from './describe-failure.ts'

type Options = {
  /** The role that logs, as `service`. */
  readonly role: string
  /** @default 'info' */
  readonly level?: string
  /** Where lines go. @default standard error, unbuffered: standard output belongs to results */
  readonly destination?: DestinationStream
}

/** Wherever an object with them is logged, down to two levels. */
const SECRET_HEADERS = ['authorization', 'cookie', '["set-cookie"]', '["x-fm-principal"]']

/**
 * A logger of JSON lines. Logs hold ids, counts and code positions, never evidence: requests come without query and headers (file
 * names travel there), errors without their message, and credentials are cut out wherever they are.
 * Fits `Fastify({ loggerInstance })`.
 */
export function createLogger({ role, level = 'info', destination = pino.destination({ dest: 2, sync: true }) }: Options): Logger {
  return pino(
    {
      level,
      base: { service: role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths(), censor: '[redacted]' },
      hooks: { logMethod: withoutErrorMessage },
      serializers: { err: describeFailure, error: describeFailure, req: describeRequest, res: describeResponse },
    },
    destination,
  )
}

function secretPaths(): string[] {
  const join = (prefix: string, key: string) => (key.startsWith('[') ? `${prefix}${key}` : `${prefix}.${key}`)
  return SECRET_HEADERS.flatMap((key) => [key, join('*', key), join('*.*', key)])
}

/** Pino and Fastify take an error's message for that of the line when none is given. */
function withoutErrorMessage(this: Logger, args: Parameters<LogFn>, log: LogFn): void {
  const [first, message] = args as unknown[]
  const error = first instanceof Error ? first : errorOf(first)
  if (error === undefined) log.apply(this, args)
  else
    log.call(
      this,
      first instanceof Error ? { err: first } : first,
      typeof message === 'string' && message !== error.message ? message : error.name,
    )
}

function errorOf(value: unknown): Error | undefined {
  return typeof value === 'object' && value !== null && 'err' in value && value.err instanceof Error ? value.err : undefined
}

function describeRequest(request: unknown): { method?: unknown; path?: string } {
  if (typeof request !== 'object' || request === null || !('method' in request) || !('url' in request)) return {}
  const { method, url } = request
  return { method, ...(typeof url === 'string' ? { path: url.split('?')[0] ?? '' } : {}) }
}

function describeResponse(response: unknown): { statusCode?: unknown } {
  if (typeof response !== 'object' || response === null || !('statusCode' in response)) return {}
  return { statusCode: response.statusCode }
}
