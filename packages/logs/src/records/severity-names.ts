import { SEVERITIES, type Severity } from '@faultmaven/signals'

/** Level names of loggers, syslog, databases and cloud platforms, lower case. */
const WORDS: Readonly<Record<Severity, string>> = {
  trace: 'trace finest finer verbose silly debug3 debug4 debug5 v t trc',
  debug: 'debug fine debug1 debug2 dbg d dbug config',
  info: 'info information informational notice log note inf i default success system',
  warn: 'warn warning wrn w',
  error: 'error err severe e errors failure fail exception',
  fatal: 'fatal critical crit alert emerg emergency panic dpanic f c ftl crt a abort',
}
const NAMES = new Map(SEVERITIES.flatMap((severity) => WORDS[severity].split(' ').map((word) => [word, severity] as const)))

const cache = new Map<string, Severity | undefined>()

/** Severity of a level name in any case, brackets or colon aside; undefined for a word that is none. */
export function severityOfName(name: string): Severity | undefined {
  if (name.length > 24) return undefined
  if (cache.has(name)) return cache.get(name)
  const severity = NAMES.get(name.toLowerCase().replaceAll(/[^a-z0-9_]/g, ''))
  // Level words are few; the bound stops a hostile file from growing the table.
  if (cache.size < 1000) cache.set(name, severity)
  return severity
}

/** Severity of a syslog priority or severity number, RFC 5424 §6.2.1: 0 emergency to 7 debug, facility ignored. */
export function severityOfSyslog(priority: number): Severity {
  const level = priority & 7
  if (level <= 2) return 'fatal'
  if (level === 3) return 'error'
  if (level === 4) return 'warn'
  return level === 7 ? 'debug' : 'info'
}

/** Severity of the numbers that bunyan and pino (10–60) or Python (10–50, `python` true) write. */
export function severityOfLevelNumber(level: number): Severity | undefined {
  if (level < 10 || level > 100) return undefined
  if (level >= 60) return 'fatal'
  if (level >= 50) return 'error'
  if (level >= 40) return 'warn'
  if (level >= 30) return 'info'
  return level >= 20 ? 'debug' : 'trace'
}

/** Severity of an HTTP status: server errors are errors, client errors are warnings. */
export function severityOfStatus(status: number): Severity {
  if (status >= 500) return 'error'
  return status >= 400 ? 'warn' : 'info'
}
