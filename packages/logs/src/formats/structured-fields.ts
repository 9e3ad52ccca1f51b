import type { Severity } from '@faultmaven/signals'
import { severityOfLevelNumber, severityOfName, severityOfSyslog } from '../records/severity-names.ts'
import type { TimeReader } from '../time/time-reader.ts'
import type { Fields, ReadLine } from './read-line.ts'

/** Scalars of a structured line by dotted path, in the order they stand. */
export type Scalars = ReadonlyMap<string, Scalar>
type Scalar = string | number | boolean

const MAX_VALUE = 512
const MAX_FIELDS = 50
const FEW_FIELDS = 20
const MAX_STACK_LINES = 40

// Keys as loggers and platforms write them, most telling first. Compared in lower case without a leading `_` or `@`.
const TIME = [
  'timestamp',
  'time',
  'ts',
  't',
  't.$date',
  'realtime_timestamp',
  'source_realtime_timestamp',
  'datetime',
  'date',
  'asctime',
  'eventtime',
  'timemillis',
  'time_unix_nano',
  'timeunixnano',
  'instant.epochsecond',
  'created',
  'timegenerated',
  'timecreated',
  'requestreceivedtimestamp',
  'event_timestamp',
]
const LEVEL = [
  'level',
  'severity',
  'log.level',
  'lvl',
  'loglevel',
  'log_level',
  'levelname',
  'level_name',
  'severitytext',
  'severity_text',
  'priority',
  'l',
  's',
  'type',
  'error_severity',
  'messagetype',
  'leveldisplayname',
]
const MESSAGE = [
  'message',
  'msg',
  'm',
  'jsonpayload.message',
  'textpayload',
  'short_message',
  'body',
  'text',
  'log',
  'event',
  'mt',
  'protopayload.status.message',
  'description',
  'eventmessage',
  'renderedmessage',
  'rendereddescription',
  'resultdescription',
]
const COMPONENT = [
  'logger',
  'logger_name',
  'loggername',
  'log.logger',
  'component',
  'name',
  'module',
  'sourcecontext',
  'category',
  'service',
  'service.name',
  'service_name',
  'app',
  'c',
  'syslog_identifier',
  'systemd_unit',
  'comm',
  'subsystem',
  'caller',
  'providername',
  'backend_type',
  'processimagepath',
]
const HOST = ['hostname', 'host', 'host.name', 'host.hostname', 'node', 'instance', 'computer', 'machinename']
const CAUSE = [
  'error',
  'err',
  'error.message',
  'err.message',
  'exception',
  'exception.message',
  'cause',
  'reason',
  'x',
  'attr.error',
  'attr.error.errmsg',
  'attr.reason',
  'errmsg',
  'exc_info',
  'jsonpayload.error',
]
const STACK = [
  'stack',
  'stack_trace',
  'stacktrace',
  'error.stack',
  'err.stack',
  'error.stack_trace',
  'exception.stacktrace',
  'exception.stack_trace',
  'trace',
  'exc_text',
  'traceback',
  'exc_info',
  'exception',
  'error',
]

const ROLES = { time: TIME, level: LEVEL, message: MESSAGE, component: COMPONENT, host: HOST, cause: CAUSE, stack: STACK }
type Role = keyof typeof ROLES
type RoleOfKey = { readonly role: Role; readonly priority: number }
const ROLES_OF_NAME = new Map<string, RoleOfKey[]>()
for (const role of ['time', 'level', 'message', 'component', 'host', 'cause', 'stack'] as const) {
  ROLES[role].forEach((name, priority) => ROLES_OF_NAME.set(name, [...(ROLES_OF_NAME.get(name) ?? []), { role, priority }]))
}
const NO_ROLES: readonly RoleOfKey[] = []
const MAX_REMEMBERED = 5000
const rolesOfKey = new Map<string, readonly RoleOfKey[]>()

/** Which last two letters the names have: most keys of a wide line end otherwise. */
const ENDINGS = new Uint8Array(1024)
for (const name of ROLES_OF_NAME.keys()) ENDINGS[endingOf(name)] = 1
function endingOf(name: string): number {
  return ((name.charCodeAt(name.length - 2) & 31) << 5) | (name.charCodeAt(name.length - 1) & 31)
}
const LONGEST_KEY = 2 + Math.max(...[...ROLES_OF_NAME.keys()].map((name) => name.length))

/** Remembered by key as written: a source has few, and lower-casing them line by line took a third of the time. */
function rolesOf(key: string): readonly RoleOfKey[] {
  if (key.length > LONGEST_KEY || (key.length > 3 && ENDINGS[endingOf(key)] === 0)) return NO_ROLES
  const known = rolesOfKey.get(key)
  if (known !== undefined) return known
  const roles = ROLES_OF_NAME.get(nameOf(key)) ?? NO_ROLES
  // A hostile file has new keys in every line.
  if (rolesOfKey.size >= MAX_REMEMBERED) rolesOfKey.clear()
  rolesOfKey.set(key, roles)
  return roles
}

/** Whether the value at a dotted path may be the time, the level, the message or the like. */
export function mayTellRole(path: string): boolean {
  return rolesOf(path).length > 0
}

/** Whether an object at a dotted path may hold such a value. */
export function mayNestRoles(path: string): boolean {
  const dot = path.indexOf('.')
  return NESTING.has(nameOf(dot < 0 ? path : path.slice(0, dot)))
}

// First parts of the names that stand in nested objects.
const NESTING = new Set(
  [...ROLES_OF_NAME.keys()].flatMap((name) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : [])),
)

/** Which keys of an object may be what, most telling first; objects under `nesting` keys may hold more of it. */
export function rankKeys(keys: readonly string[]): {
  readonly nesting: readonly number[]
  readonly ranked: (
    role: 'time' | 'level' | 'message' | 'component' | 'host' | 'cause',
  ) => readonly { index: number; name: string }[]
} {
  return {
    nesting: keys.flatMap((key, index) => (NESTING.has(nameOf(key)) ? [index] : [])),
    ranked: (role) =>
      keys
        .flatMap((key, index) =>
          rolesOf(key).flatMap((of) =>
            of.role === role ? [{ index, name: ROLES[role][of.priority] ?? key, priority: of.priority }] : [],
          ),
        )
        .toSorted((x, y) => x.priority - y.priority),
  }
}

function nameOf(key: string): string {
  return key.toLowerCase().replace(/^[_@]{1,2}/, '')
}

type Candidate = { readonly key: string; readonly value: Scalar; readonly name: string; readonly priority: number }

/**
 * Header and body from the scalars of a structured line, whatever its logger calls them. The text of an error that the message
 * does not repeat follows it after a colon; a stack trace becomes continuation lines. The rest are fields.
 * @returns undefined when the line has neither message, level nor time: it is data, not a log line
 */
export function readScalars(scalars: Scalars, format: string, text: string, times: TimeReader): ReadLine | undefined {
  const candidates = candidatesOf(scalars)
  const used = new Set<string>()
  const take = <T>(role: Role, accept: (value: Scalar, name: string) => T | undefined): T | undefined => {
    for (const { key, value, name } of candidates.get(role) ?? []) {
      const accepted = accept(value, name)
      if (accepted === undefined) continue
      used.add(key)
      return accepted
    }
    return undefined
  }
  const time = take('time', (value, name) => readTime(value, name, times))
  const severity = take('level', readSeverity)
  const message = take('message', asText)
  const cause = take('cause', asText)
  if (time === undefined && severity === undefined && message === undefined) return undefined
  const component = take('component', asText)
  const host = take('host', asText)
  const stack = take('stack', (value) => (typeof value === 'string' && value.includes('\n') ? value : undefined))
  const line: ReadLine = {
    format,
    time,
    severity,
    host,
    component,
    body: bodyOf(message, cause, text),
    fields: fieldsOf(scalars, used),
  }
  return stack === undefined ? line : { ...line, detail: stack.split('\n', MAX_STACK_LINES) }
}

/** Keys by what they may be, most telling first. */
function candidatesOf(scalars: Scalars): ReadonlyMap<Role, readonly Candidate[]> {
  const candidates = new Map<Role, Candidate[]>()
  for (const [key, value] of scalars) {
    for (const { role, priority } of rolesOf(key)) {
      const candidate = { key, value, name: ROLES[role][priority] ?? key, priority }
      const list = candidates.get(role)
      if (list === undefined) candidates.set(role, [candidate])
      else if (list.push(candidate) > 1) list.sort((a, b) => a.priority - b.priority)
    }
  }
  return candidates
}

function bodyOf(message: string | undefined, cause: string | undefined, text: string): string {
  const first = cause?.split('\n', 1)[0]
  if (message === undefined) return first ?? text
  const [head = ''] = message.split('\n', 1)
  return first === undefined || message.includes(first) ? head : `${head}: ${first}`
}

/** Instant of the value of a key that may be a time. */
export function readTime(value: Scalar, key: string, times: TimeReader) {
  if (typeof value === 'boolean') return undefined
  if (typeof value === 'number') return times.readNumber(value)
  const isDigits = /^\d{10,19}(?:\.\d{1,9})?$/.test(value)
  // systemd writes microseconds as text; so do others with nanoseconds.
  return isDigits && key !== 'date' ? times.readNumber(Number(value)) : times.read(value)
}

export function readSeverity(value: Scalar, key: string): Severity | undefined {
  if (typeof value === 'boolean') return undefined
  const number = typeof value === 'number' ? value : /^\d{1,3}$/.test(value) ? Number(value) : undefined
  if (number === undefined) return severityOfName(String(value))
  if (key === 'priority' || number < 8) return severityOfSyslog(number)
  return severityOfLevelNumber(number)
}

function asText(value: Scalar): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function fieldsOf(scalars: Scalars, used: ReadonlySet<string>): Fields {
  // Many keys, new in every line: a class for each way of having them would outweigh the rest.
  const fields: Record<string, string | number | boolean> = scalars.size > FEW_FIELDS ? Object.create(null) : {}
  let count = 0
  for (const [key, value] of scalars) {
    if (used.has(key) || key === '__proto__' || count >= MAX_FIELDS) continue
    fields[key] = typeof value === 'string' && value.length > MAX_VALUE ? value.slice(0, MAX_VALUE) : value
    count += 1
  }
  return fields
}
