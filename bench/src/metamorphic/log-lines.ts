const STAMPS = [
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/,
  /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?/,
  /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?/,
  /[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+/,
  /\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)?/,
  /\b1[4-9]\d{8}(?:\.?\d{3,9})?\b/,
]
const TROUBLE =
  /err|fail|warn|fatal|crit|alert|emerg|panic|exception|denied|refus|reject|time.?out|timed.?out|unable|cannot|can't|could not|invalid|missing|not found|unavailable|unreachable|exceed|exhaust|kill|abort|crash|lost|drop|retry|slow|full|expired|stop|shut|restart|unhealthy|"?status"?[:= ]"?[45]\d\d|" [45]\d\d /i

/** Whether the line is a record of ordinary work, as far as words tell. */
export function looksHealthy(line: string): boolean {
  return stampOf(line) !== undefined && !TROUBLE.test(line)
}

/** The first time in a line, as written. */
export function stampOf(line: string): { readonly form: number; readonly text: string } | undefined {
  for (const [form, pattern] of STAMPS.entries()) {
    const found = pattern.exec(line)
    if (found) return { form, text: found[0] }
  }
  return undefined
}

/** The line at the time of another; undefined where their times are written differently. */
export function atTimeOf(line: string, other: string): string | undefined {
  const [own, wanted] = [stampOf(line), stampOf(other)]
  return own && wanted && own.form === wanted.form ? line.replace(own.text, wanted.text) : undefined
}

/** The line with another message: the value of its message field where it is JSON, else all that follows its header. */
export function withMessage(line: string, message: string): string | undefined {
  if (line.startsWith('{')) return withJsonMessage(line, message)
  const stamp = stampOf(line)
  if (!stamp) return undefined
  const end = line.indexOf(stamp.text) + stamp.text.length
  const header = /^(?:[\])]?[ \t]+(?:\[[^\]]*\]|[A-Z]{4,8}|[\w./-]+(?:\[\d+\])?:))*/.exec(line.slice(end))?.[0] ?? ''
  return `${line.slice(0, end)}${header} ${message}`
}

const MESSAGE_FIELDS = ['message', 'msg', 'log', 'text', 'body']

function withJsonMessage(line: string, message: string): string | undefined {
  try {
    const record: Record<string, unknown> = JSON.parse(line)
    const field = MESSAGE_FIELDS.find((name) => typeof record[name] === 'string')
    return field === undefined ? undefined : JSON.stringify({ ...record, [field]: message })
  } catch {
    return undefined
  }
}
