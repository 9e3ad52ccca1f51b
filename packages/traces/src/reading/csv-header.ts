import { readTimeColumn } from '@faultmaven/signals'
import { isLogKey } from './span-fields.ts'

/** What the columns of a table of spans say; each list has an entry a column. */
export type SpanHeader = {
  readonly separator: number
  readonly names: readonly string[]
  /** Undefined for a column that is an attribute. */
  readonly roles: readonly (ColumnRole | undefined)[]
  /** Nanoseconds of one unit of a time; undefined where the name does not say it. */
  readonly units: readonly (number | undefined)[]
}
type ColumnRole = 'trace' | 'span' | 'parent' | 'name' | 'service' | 'kind' | 'start' | 'end' | 'duration' | 'status' | 'message'

/**
 * Names of columns in lower case, letters and digits only, those of times without their units. Of several that could have a role, the one named further up here has it.
 */
const ROLES: readonly (readonly [ColumnRole, RegExp])[] = [
  ['trace', /^traceid$/],
  ['trace', /^trace$/],
  ['span', /^spanid$/],
  ['span', /^(?:span|id)$/],
  ['parent', /^parent(?:span)?(?:id)?$/],
  ['service', /^(?:service|servicename|resourceservicename)$/],
  ['service', /^(?:application|app|process)$/],
  ['name', /^(?:operation|operationname|spanname|name)$/],
  ['name', /^(?:method|methodname|endpoint|resource)$/],
  ['kind', /^(?:span)?kind$/],
  ['start', /^(?:span)?start(?:time|timestamp|at|ed)?(?:unix)?$/],
  ['start', /^(?:timestamp|time|ts|begin)$/],
  ['end', /^(?:span)?(?:end|finish)(?:time|timestamp|at|ed)?(?:unix)?$/],
  ['duration', /^(?:span)?duration$/],
  ['duration', /^(?:elapsed|latency|took)$/],
  ['status', /^(?:otel|span)?status(?:code)?$/],
  ['status', /^(?:error|iserror|code)$/],
  ['message', /^(?:statusmessage|statusdescription|errormessage)$/],
]

const TIMES: ReadonlySet<ColumnRole> = new Set(['start', 'end', 'duration'])
const MAX_COLUMNS = 500

const NEEDED: readonly ColumnRole[] = ['trace', 'span', 'start']
/** Rows of a log name their traces and spans, too. */
const TIMED: readonly ColumnRole[] = ['duration', 'end', 'parent', 'kind']

/**
 * Reads the first line of a table as the header of spans: there must be a trace, a span, a start and what only spans have (a
 * duration, an end, a parent or a kind), and no message or level as logs have them.
 * @returns undefined when it is something else
 */
export function readSpanHeader(line: string): SpanHeader | undefined {
  for (const separator of [',', '\t', ';', '|']) {
    const names = line
      .replace(/^\ufeff/, '')
      .split(separator)
      .map((name) => name.trim().replace(/^"|"$/g, ''))
    if (names.length < 4 || names.length > MAX_COLUMNS) continue
    const header = nameColumns(names)
    const has = (role: ColumnRole) => header.roles.includes(role)
    if (NEEDED.every(has) && TIMED.some(has) && !names.some(isLogKey))
      return { separator: separator.charCodeAt(0), names, ...header }
  }
  return undefined
}

function nameColumns(names: readonly string[]): Pick<SpanHeader, 'roles' | 'units'> {
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const times = names.map(readTimeColumn)
  const roles: (ColumnRole | undefined)[] = names.map(() => undefined)
  const units: (number | undefined)[] = names.map(() => undefined)
  for (const [role, pattern] of ROLES) {
    if (roles.includes(role)) continue
    const isTime = TIMES.has(role)
    const column = names.findIndex(
      (_, index) => roles[index] === undefined && pattern.test((isTime ? times[index]?.stem : plain[index]) ?? ''),
    )
    if (column < 0) continue
    roles[column] = role
    if (isTime) units[column] = times[column]?.unitNs
  }
  return { roles, units }
}
