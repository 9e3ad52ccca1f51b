import { readRedisSlowlog } from './read-redis-slowlog.ts'

/** One run of a statement that a database wrote to its slow log. */
export type SlowStatement = {
  /** The statement without its values, so that runs of the same one can be counted. */
  readonly shape: string
  readonly seconds: number
  /** The time as printed. */
  readonly text: string
  readonly line: number
  /** Rows or documents that it looked at and that it gave back; undefined where the log does not say. */
  readonly examined?: number
  readonly returned?: number
  /** `COLLSCAN`, `IXSCAN { a: 1 }`: MongoDB's summary of its plan. */
  readonly plan?: string
  /** While it runs, the server does nothing else. */
  readonly isExclusive?: true
}

const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_STATEMENTS = 50_000
const MAX_SHAPE = 160

/**
 * Reads slow logs: MySQL's slow query log, PostgreSQL's `duration: … statement: …`, MongoDB's "Slow query" records and
 * Redis' slow log.
 * @returns [] for any other text. Linear; never throws.
 * @see https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html
 * @see https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-MIN-DURATION-STATEMENT
 * @see https://www.mongodb.com/docs/manual/reference/log-messages/#log-slow-operations
 */
export function readStatements(text: string): SlowStatement[] {
  if (text.length > MAX_CHARACTERS) return []
  if (!/# Query_time: |duration: \d|"Slow query"/.test(text)) return redisStatements(text)
  const found: SlowStatement[] = []
  let timing: Omit<SlowStatement, 'shape'> | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.slice(0, 4000)
    const statement = postgresStatement(line, index + 1) ?? mongoStatement(line, index + 1)
    if (statement) found.push(statement)
    const next = mysqlTiming(line, index + 1)
    if (next) timing = next
    else if (timing && isMysqlStatement(line)) {
      found.push({ ...timing, shape: shapeOf(line) })
      timing = undefined
    }
    if (found.length >= MAX_STATEMENTS) break
  }
  return found
}

/** @see https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/ (single threaded nature of Redis) */
function redisStatements(text: string): SlowStatement[] {
  return readRedisSlowlog(text).map(({ command, ...run }) => ({ ...run, shape: shapeOf(command), isExclusive: true }))
}

function mysqlTiming(line: string, at: number): Omit<SlowStatement, 'shape'> | undefined {
  const match =
    /^# Query_time: ([\d.]{1,20})\s+Lock_time: [\d.]{1,20}(?:\s+Rows_sent: (\d{1,15})\s+Rows_examined: (\d{1,15}))?/.exec(line)
  if (!match) return undefined
  return {
    seconds: Number(match[1]),
    text: match[1] ?? '',
    line: at,
    ...(match[2] !== undefined && { returned: Number(match[2]), examined: Number(match[3]) }),
  }
}

const isMysqlStatement = (line: string) => line !== '' && !/^(?:#|SET timestamp|use )/i.test(line)

function postgresStatement(line: string, at: number): SlowStatement | undefined {
  const match =
    /\bduration: (\d{1,12}(?:\.\d{1,6})?) ms\s+(?:statement|execute [^:]{1,80}|parse [^:]{1,80}|bind [^:]{1,80}): (\S.*)$/.exec(
      line,
    )
  return match ? { shape: shapeOf(match[2] ?? ''), seconds: Number(match[1]) / 1000, text: match[1] ?? '', line: at } : undefined
}

function mongoStatement(line: string, at: number): SlowStatement | undefined {
  if (!line.includes('"Slow query"')) return undefined
  const ns = /"ns":"([^"]{1,200})"/.exec(line)?.[1]
  const ms = /"durationMillis":(\d{1,12})/.exec(line)?.[1]
  if (ns === undefined || ms === undefined) return undefined
  const verb = /"command":\{"(\w{1,40})"/.exec(line)?.[1] ?? /"type":"(\w{1,40})"/.exec(line)?.[1] ?? ''
  const plan = /"planSummary":"([^"]{1,200})"/.exec(line)?.[1]
  const examined = /"docsExamined":(\d{1,15})/.exec(line)?.[1]
  const returned = /"nreturned":(\d{1,15})/.exec(line)?.[1]
  return {
    shape: `${verb} on ${ns}${plan === undefined ? '' : ` (${plan.split(' ')[0]})`}`,
    seconds: Number(ms) / 1000,
    text: ms,
    line: at,
    ...(plan !== undefined && { plan }),
    ...(examined !== undefined && { examined: Number(examined) }),
    ...(returned !== undefined && { returned: Number(returned) }),
  }
}

/** Values out, so that runs of the same statement are the same text. */
function shapeOf(statement: string): string {
  return statement
    .slice(0, 1000)
    .replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '?')
    .replace(/\b\d+(?:\.\d+)?\b/g, '?')
    .replace(/\(\s*\?(?:\s*,\s*\?)*\s*\)/g, '(?)')
    .replace(/\s+/g, ' ')
    .replace(/;\s*$/, '')
    .trim()
    .slice(0, MAX_SHAPE)
}
