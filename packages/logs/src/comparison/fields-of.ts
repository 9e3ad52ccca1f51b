import type { SampledRecord } from '../digest.ts'

/** Values longer than this tell nothing by being equal. */
const MAX_VALUE = 80
const MAX_FIELDS = 40
/** `name=value`, `name: 7`, and a value with a digit, or a path, behind a word that says what it is. All repeats are bounded. */
const NAMED =
  /([A-Za-z_][\w.-]{0,40})(?:=|: ?(?=["\d/]))("[^"]{1,80}"|[^\s,;"()[\]{}<>]{1,80})|\b([A-Za-z][A-Za-z_-]{0,30})[ #]{1,2}((?:[\w.:@+-]{0,40}\d[\w.:@%+-]{0,60}|\/[\w.-]{1,60}(?:\/[\w.-]{0,60}){0,8}))/g
/** Times differ between any two windows. */
const TIME = /^\d{4}[-/]\d\d[-/]\d\d|^\d\d:\d\d|^\d{10}(?:\d{3}){0,3}$/
const QUANTITY = /^([-+]?\d{1,15}(?:\.\d{1,9})?)(ns|us|µs|ms|s|m|h|[kKMGT]i?B|B|%)?$/
const TO_BASE: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 3.6e6,
  B: 1,
  kB: 1e3,
  KB: 1e3,
  KiB: 2 ** 10,
  MB: 1e6,
  MiB: 2 ** 20,
  GB: 1e9,
  GiB: 2 ** 30,
}

/** What a record says of itself: `tenant` is `acme`. `number` is set where the value is a quantity, durations in milliseconds. */
export type FieldValue = { readonly field: string; readonly value: string; readonly number?: number }

/**
 * The fields of a record, at most 40: severity, component and host, the fields of structured lines, and what its message names:
 * `status=503`, `shard 7`, `user=ada`, `GET /api/items/<id>`. Values that are times are left out; numbers within a path are ids.
 */
export function fieldsOf(record: SampledRecord): FieldValue[] {
  const found = new Map<string, FieldValue>()
  const see = (field: string, raw: string) => {
    if (found.size >= MAX_FIELDS || found.has(field) || raw.length === 0 || raw.length > MAX_VALUE || TIME.test(raw)) return
    found.set(field, toValue(field, raw))
  }
  const { severity, component, host, fields, body } = record
  if (severity !== undefined) see('severity', severity)
  if (component !== undefined) see('component', component)
  if (host !== undefined) see('host', host)
  for (const key of Object.keys(fields)) see(key, String(fields[key]))
  for (const match of body.matchAll(NAMED)) {
    const field = match[1] ?? match[3] ?? ''
    see(field, trimmed(match[2] ?? match[4] ?? ''))
  }
  return [...found.values()]
}

function trimmed(text: string): string {
  return text.replace(/^"|["'.:]{1,3}$/g, '')
}

function toValue(field: string, raw: string): FieldValue {
  if (raw.startsWith('/'))
    return { field, value: raw.replace(/\?.*$/, '').replace(/(?<=\/)[^/]*\d{2}[^/]*|(?<=\/)\d(?=\/|$)/g, '<id>') }
  const quantity = QUANTITY.exec(raw)
  if (quantity === null) return { field, value: raw }
  return { field, value: raw, number: Number(quantity[1]) * (TO_BASE[quantity[2] ?? ''] ?? 1) }
}
