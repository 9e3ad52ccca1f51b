import type { FieldTest } from '@faultmaven/contracts'
import table from './field-names.json' with { type: 'json' }

/** A field as people call it, and its names in records, most telling first. */
export type NamedField = { readonly say: string; readonly names: readonly string[] }
/** By what a count is divided: the value of a field, or steps of time. */
export type Divisor = NamedField | { readonly say: string; readonly everyMs: number }

/** What a question says of fields, and its text without that. */
export type AskedFields = {
  readonly tests: readonly FieldTest[]
  /** How plain text writes the same, in the order of an access log. */
  readonly literals: readonly string[]
  readonly rest: string
}

const FIELDS = table.map(({ words, ...field }) => ({ ...field, pattern: new RegExp(`^(?:${words})$`, 'i') }))
const UNITS: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const DIVIDED = /\b(?:per|by(?! [a-z]{3,40}(?<!statu)s\b)|for each|for every|each|every) ([a-z]+(?: [a-z]+)?)\b/i

/** A status is one by its plural, its class, or a word beside it; a number alone may be any size or port. */
const STATUS =
  /(?:\b(?:status|code|http)(?: codes?)? )?\b([1-5](?:\d\d|\dx|xx))(?:['’]?s)?\b(?: (?:status(?: codes?)?|codes?|errors?|responses?|answers?))?/gi
const IS_STATUS = /[a-z]/i
/** A path of a request; what ends in a file of a log is none. */
const PATH = /(?:\b(?:on|for|of|at|to|under|from|in|with|path) )?(?<![\w.:/-])(\/[\w.~%@+:-]+(?:\/[\w.~%@+:-]+)*)\/?(?![\w/])/i
const FILE = /^\/(?:var|etc|usr|opt|tmp|home|proc|dev|mnt|srv|root)\/|\.(?:log|txt|gz|conf|cfg|sock)$/i
const CLIENT = /\b(?:from|by|of|for) (?:the )?(?:client |ip |address )*((?:\d{1,3}\.){3}\d{1,3})\b/i
const METHOD = /\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b(?: requests?)?/

/** The field that a noun means; undefined for one that is none. */
export function fieldCalled(noun: string): NamedField | undefined {
  const found = FIELDS.find(({ pattern }) => pattern.test(noun.trim()))
  return found && { say: found.say, names: found.names }
}

/** "per minute", "by endpoint": what a count is to be divided by, and the text without it. */
export function readDivisor(text: string): { readonly by: Divisor; readonly rest: string } | undefined {
  const [whole = '', said = ''] = DIVIDED.exec(text) ?? []
  const [first = ''] = said.toLowerCase().split(' ')
  const everyMs = UNITS[first]
  // Of two words the second may be the next thing said: "per minute between …".
  const tried = [said, first].map((noun) => ({ noun, field: fieldCalled(noun) })).find(({ field }) => field !== undefined)
  const by = everyMs === undefined ? tried?.field : { say: first, everyMs }
  if (!by) return undefined
  const words =
    whole.slice(0, whole.toLowerCase().lastIndexOf(said.toLowerCase())) + (everyMs === undefined ? tried?.noun : first)
  return { by, rest: text.replace(words, ' ') }
}

/** Reads what a question says of the status, the path, the client and the method of requests. */
export function readAskedFields(text: string): AskedFields {
  let rest = text
  const tests: FieldTest[] = []
  const literals: string[] = []
  const see = (pattern: RegExp, say: string, relation: FieldTest['relation']) => {
    const [whole, value] = pattern.exec(rest) ?? []
    if (whole === undefined || value === undefined || FILE.test(value)) return
    tests.push({ names: [...(fieldCalled(say)?.names ?? [])], relation, value })
    literals.push(value)
    rest = rest.replace(whole, ' ')
  }
  see(CLIENT, 'client', 'is')
  see(METHOD, 'method', 'is')
  see(PATH, 'path', 'below')
  const codes = [...rest.matchAll(STATUS)]
  const [code] = codes
  if (codes.length === 1 && code?.[1] !== undefined && IS_STATUS.test(code[0])) {
    tests.push(statusTest(code[1]))
    if (!/x/i.test(code[1])) literals.push(` ${code[1]}`)
    rest = rest.replace(code[0], ' ')
  }
  return { tests, literals: tests.length === literals.length ? literals : [], rest }
}

/** The test for a status, or for a class of them: `503`, `5xx`. */
export function statusTest(code: string): FieldTest {
  const head = code.replace(/x+$/i, '')
  return { names: [...(fieldCalled('status')?.names ?? [])], relation: head.length === 3 ? 'is' : 'begins', value: head }
}
