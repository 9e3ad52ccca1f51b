/** A record that tells how long something took, with what else it says: one request, job or call. */
export type TimedEvent = {
  readonly line: number
  readonly seconds: number
  /** The time as printed. */
  readonly text: string
  /** Other times of the same record, in seconds: parts of the whole (`db`, `render`, `upstream`). */
  readonly parts: Readonly<Record<string, number>>
  /** Short texts that tell records apart: route, backend, host, tenant. */
  readonly labels: Readonly<Record<string, string>>
}

const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_EVENTS = 50_000
const MAX_FIELDS = 60
/** Names of the time that the whole took, and of parts of it. */
const WHOLE =
  /(?:^|[._])(?:duration|latency|elapsed|took|(?:response|request|total|process(?:ing)?|exec(?:ution)?)_?time|responsetime|requesttime|request_?duration|rt|total)(?:_?(?:ms|msec|millis|s|sec|seconds|us|ns))?$/i
const PART =
  /(?:^|[._])(?:db|sql|database|mongo|redis|cache|upstream\w*|backend\w*|urt|uct|uht|view|render|queue|wait|external|http|rpc|auth|serial\w*|lock|pool|connect|dns|gc|cpu|io|disk|s3)(?:_?(?:time|duration|latency|runtime|wait))?(?:_?(?:ms|msec|s|sec|seconds|us))?$/i
const NO_LABEL =
  /(?:^|[._])(?:time|timestamp|ts|t|date|level|severity|msg|message|error|err|exception|stack|status|statuscode|status_?code|code|id|\w+_id|\w+id|uuid|trace|span|pid|tid|v|seq|caller|line|size|bytes|length)$/i

/**
 * Reads the timed records of a log of JSON lines or of `key=value` pairs.
 * @returns [] when fewer than one line of four tells a time. Linear; never throws.
 */
export function readEvents(text: string): TimedEvent[] {
  if (text.length > MAX_CHARACTERS) return []
  const events: TimedEvent[] = []
  const lines = text.split(/\r?\n/)
  let seen = 0
  for (const [index, raw] of lines.entries()) {
    if (raw === '' || events.length >= MAX_EVENTS) continue
    seen += 1
    if (seen === 400 && events.length < 4) return []
    const event = eventOf(fieldsOf(raw), index + 1)
    if (event) events.push(event)
  }
  return events.length * 4 >= seen ? events : []
}

type Field = readonly [key: string, value: string]

function fieldsOf(raw: string): Field[] {
  if (raw.startsWith('{')) return raw.length > 20_000 ? [] : jsonFields(raw)
  const pairs = [...raw.slice(0, 2000).matchAll(/(?<![\w.])([A-Za-z_][\w.]{0,40})[=:](?:"([^"]{0,200})"|([^\s",;]{1,200}))/g)]
  const request = /"?\b(GET|POST|PUT|DELETE|PATCH|HEAD) (\/[^\s"]{0,200})/.exec(raw.slice(0, 1000))
  return [
    ...pairs.map((pair) => [pair[1] ?? '', pair[2] ?? pair[3] ?? ''] as const),
    ...(request ? [['route', request[2] ?? ''] as const] : []),
  ]
}

function jsonFields(raw: string): Field[] {
  try {
    return flatten(JSON.parse(raw), '', 0).slice(0, MAX_FIELDS)
  } catch {
    return []
  }
}

function flatten(value: unknown, prefix: string, depth: number): Field[] {
  if (typeof value === 'string' || typeof value === 'number') return [[prefix, String(value).slice(0, 300)]]
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 2) return []
  return Object.entries(value)
    .slice(0, MAX_FIELDS)
    .flatMap(([key, inner]) => flatten(inner, prefix === '' ? key : `${prefix}.${key}`, depth + 1))
}

function eventOf(fields: readonly Field[], line: number): TimedEvent | undefined {
  const whole = fields.find(([key, value]) => WHOLE.test(key) && secondsOf(key, value) !== undefined)
  if (!whole) return undefined
  const parts: Record<string, number> = {}
  const labels: Record<string, string> = {}
  for (const [key, value] of fields) {
    const seconds = PART.test(key) && key !== whole[0] ? secondsOf(key, value) : undefined
    if (seconds !== undefined) parts[key] = seconds
    else if (!NO_LABEL.test(key) && !WHOLE.test(key) && value.length < 120 && !/^\d+(?:\.\d+)?$/.test(value))
      labels[key] = plainLabel(value)
  }
  return { line, seconds: secondsOf(...whole) ?? 0, text: whole[1], parts, labels }
}

/** The unit of the value, of the name, or milliseconds where neither says one and the value has no fraction of a second. */
function secondsOf(key: string, value: string): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,9})?)\s?(ns|us|µs|ms|s|m)?$/.exec(value)
  if (!match) return undefined
  const unit =
    match[2] ?? /_?(ns|us|ms|msec|millis|s|sec|seconds)$/i.exec(key.replace(/.*[._](?=[^._]+$)/, ''))?.[1]?.toLowerCase()
  const factor =
    unit === 'ns'
      ? 1e-9
      : unit === 'us' || unit === 'µs'
        ? 1e-6
        : unit === 's' || unit === 'sec' || unit === 'seconds' || isSeconds(key)
          ? 1
          : unit === 'm'
            ? 60
            : 1e-3
  return Number(match[1]) * factor
}

/** nginx writes `$request_time` and `$upstream_response_time` in seconds, under these short names or their own. */
const isSeconds = (key: string) => /^(?:rt|urt|uct|uht|request_time|upstream_(?:response|connect|header)_time)$/.test(key)

/** Routes without their query and numbers. */
function plainLabel(value: string): string {
  return value.startsWith('/')
    ? (value.split('?')[0] ?? value).replace(/\/\d+(?=\/|$)/g, '/:id').replace(/\/[0-9a-f-]{12,}(?=\/|$)/g, '/:id')
    : value
}
