import { severityOfName } from '../records/severity-names.ts'
import type { TimeReader } from '../time/time-reader.ts'
import { readJournalEntry } from './journal-reader.ts'
import type { ReadLine } from './read-line.ts'
import type { Scalars } from './structured-fields.ts'

/**
 * Records whose fields stand in a line each: `journalctl -o export` and `-o verbose`, events as `wevtutil /f:text` and as PowerShell's
 * `Format-List` write them, queries of MySQL's slow log.
 */
export type EntryKind = 'export' | 'verbose' | 'event' | 'list' | 'query'

const VERBOSE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \S{1,10} \[s=[0-9a-f]/
const EVENT = /^Event\[\d{1,9}\]:?\s{0,4}$/
// What Format-List shows first of an event: by its default view, by `Format-List *`, and of Get-EventLog.
const LIST = /^(?:TimeCreated|Message|Index|EventID) {1,30}: /
const QUERY = /^# (?:Time: \d|User@Host: )/
const MAX_LINES = 500

/** Whether a line begins an entry. */
export function entryStart(text: string): EntryKind | undefined {
  switch (text.charCodeAt(0)) {
    case 95: // _
      return text.startsWith('__CURSOR=') ? 'export' : undefined
    case 35: // #
      return QUERY.test(text.slice(0, 40)) ? 'query' : undefined
    case 69: // E
    case 73: // I
    case 77: // M
    case 84: // T
      if (LIST.test(text.slice(0, 60))) return 'list'
      return EVENT.test(text.slice(0, 20)) ? 'event' : startOfVerbose(text)
    default:
      return startOfVerbose(text)
  }
}

function startOfVerbose(text: string): 'verbose' | undefined {
  const first = text.charCodeAt(0)
  return first >= 70 && first <= 87 && VERBOSE.test(text.slice(0, 80)) ? 'verbose' : undefined
}

/** An entry so far. */
export type OpenEntry = { readonly entry: EntryKind | undefined; readonly text: string; readonly lines: number }

/** Whether a line belongs to an entry whatever is in it. Lines of `verbose` are told by being indented. */
export function entryGoesOn({ entry, text: sofar, lines }: OpenEntry, text: string): boolean {
  switch (entry) {
    case undefined:
    case 'verbose':
      return false
    case 'export':
      // A field with a line break in it: its name, eight bytes of length, its bytes.
      return text !== '' || /\n[A-Z_][A-Z0-9_]{0,63}$/.test(sofar.slice(-70))
    case 'list':
      return text !== '' && lines < MAX_LINES
    case 'event':
      return lines === 1 ? text.startsWith('  Log Name: ') : lines < MAX_LINES && !EVENT.test(text.slice(0, 20))
    case 'query':
      if (lines === 1 && !text.startsWith('#')) return false
      return lines < MAX_LINES && !(QUERY.test(text.slice(0, 40)) && (text.startsWith('# T') || sofar.includes('# User@Host: ')))
  }
}

/** An entry as one record; undefined when it says nothing. `text` is all of its lines. */
export function readEntry(text: string, times: TimeReader): ReadLine | undefined {
  const kind = kindOf(text)
  if (kind === 'event' || kind === 'list') return readEvent(text, times)
  return kind === 'query' ? readQuery(text, times) : readJournalEntry(text, times)
}

function kindOf(text: string): EntryKind | undefined {
  const end = text.indexOf('\n')
  return entryStart(end < 0 ? text : text.slice(0, end))
}

const FIELD = /^ {0,4}([A-Za-z][A-Za-z ]{1,40}?) {0,30}:(?: (.*))?$/s
const MAX_FIELDS = 100
// What the fields of an event are called in the tools that show them.
const TIME = ['TimeCreated', 'TimeGenerated', 'Date']
const MESSAGE = ['Message', 'Description']
const COMPONENT = ['ProviderName', 'Source', 'Log Name']
const HOST = ['MachineName', 'Computer']
const LEVEL = ['LevelDisplayName', 'EntryType', 'Level']
const NAMED = new Set([...TIME, ...MESSAGE, ...COMPONENT, ...HOST, ...LEVEL])
// Numbers of levels as Windows writes them.
const LEVEL_NUMBERS: Readonly<Record<string, string>> = { '1': 'fatal', '2': 'error', '3': 'warn', '4': 'info', '5': 'debug' }

/**
 * An event of Windows whose properties stand in a line each.
 * @see https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/wevtutil
 * @see https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.diagnostics/get-winevent
 */
function readEvent(text: string, times: TimeReader): ReadLine | undefined {
  const values = eventFields(text)
  const first = (names: readonly string[]) =>
    names.map((name) => values.get(name)).find((value) => value !== undefined && value !== '')
  const message = first(MESSAGE)
  if (message === undefined) return undefined
  const [body = '', ...more] = message.split('\n').filter((line) => line.trim() !== '')
  const level = first(LEVEL)
  const time = first(TIME)
  const fields: Record<string, string | number> = {}
  for (const [name, value] of values) if (!NAMED.has(name) && value !== '' && value !== 'N/A') fields[name] = value
  return {
    format: 'windows-event',
    time: time === undefined ? undefined : times.read(time),
    severity: level === undefined ? undefined : severityOfName(LEVEL_NUMBERS[level] ?? level),
    host: first(HOST),
    component: first(COMPONENT),
    body: body.trim(),
    fields,
    ...(more.length === 0 ? {} : { detail: more }),
  }
}

/** Of wevtutil the description is all that follows it; of a list a value goes on while its lines are indented. */
function eventFields(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const lines = text.split('\n')
  const isList = kindOf(text) === 'list'
  let name: string | undefined
  for (const [index, line] of lines.entries()) {
    const isMore = isList ? /^ {8}/.test(line) : name === 'Description'
    const found = isMore ? null : FIELD.exec(line)
    if (found?.[1] !== undefined && values.size < MAX_FIELDS) {
      name = found[1]
      if (!values.has(name)) values.set(name, (found[2] ?? '').trim())
    } else if (name !== undefined && index > 0) {
      values.set(name, `${values.get(name)}\n${line.trim()}`.trim())
    }
  }
  return values
}

const PAIR = /([A-Za-z_]{2,40}): {1,8}(\S{1,200})/g
const USER = /^# User@Host: (\S{0,64}?)(?:\[[^\]]{0,64}\])? @ {1,2}(\S{0,255})? ?\[([^\]]{0,64})\]/

/**
 * A query that was slow, with what it took.
 * @see https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html
 */
function readQuery(text: string, times: TimeReader): ReadLine | undefined {
  const lines = text.split('\n')
  const scalars = new Map<string, string | number | boolean>()
  for (const line of lines) {
    if (!line.startsWith('# ') || line.startsWith('# Time: ')) continue
    const user = USER.exec(line)
    if (user !== null) {
      scalars.set('user', user[1] ?? '')
      scalars.set('client', user[2] || (user[3] ?? ''))
    }
    for (const [, name = '', value = ''] of line.replace(/^# User@Host: [^\]]{0,200}\][^\]]{0,300}\]/, '').matchAll(PAIR))
      if (scalars.size < MAX_FIELDS) scalars.set(name, Number.isNaN(Number(value)) ? value : Number(value))
  }
  const written = lines.find((line) => line.startsWith('# Time: '))?.slice(8)
  const set = lines.map((line) => /^SET timestamp=(\d{10})(?:\.\d{1,6})?;/.exec(line)?.[1]).find((value) => value !== undefined)
  const statement = lines.filter((line) => !/^(?:# |use [^;]{1,100};$|SET timestamp=)/.test(line) && line !== '')
  const body = statement[0]?.trim()
  if (body === undefined) return undefined
  const time = written === undefined ? undefined : times.read(written)
  return {
    format: 'mysql-slow',
    time: time ?? (set === undefined ? undefined : times.readNumber(Number(set))),
    body,
    fields: Object.fromEntries(scalars satisfies Scalars),
    ...(statement.length > 1 ? { detail: statement.slice(1) } : {}),
  }
}
