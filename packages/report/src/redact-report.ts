import { createKnownSecrets, createRedactor, type SpanType } from '@faultmaven/redaction'
import { isPrivateAddress } from './private-address.ts'

/** How many values of a kind stand as placeholders. */
export type Withheld = { readonly type: string; readonly values: number }

/**
 * Ids, hashes, times, kinds and names of fields: they hold nothing of anybody, and readers of the report go by them. An account that is named like a
 * kind must not spoil it.
 */
const KEPT = new Set(
  [
    'id sourceId turnId hypothesisId traceId spanId sha256 replySha256',
    'claimIds againstClaimIds findingIds hypothesisIds sourceIds supports against basis about',
    'format version encoding createdAt receivedAt at until from to unit zone',
    'kind state outcome cause risk purpose mechanism comparison relation minSeverity field names',
  ].flatMap((keys) => keys.split(' ')),
)
/** What is called by a fixed name within these. */
const NAMED = new Set(['predicate', 'computation'])
/** What the user wrote: only there are names of people looked for. */
const PROSE = new Set(['question'])

/**
 * Everything of a report with placeholders for secrets and for what tells of persons, the same for the same value throughout. Names of hosts and
 * private addresses stay: they say which machine it was, and a report is for those who run it.
 * @returns a value of the same shape, and how many values of each kind are withheld
 * @throws {RedactionError} when it cannot be done in time
 */
export function redactTexts(report: object): { readonly redacted: unknown; readonly withheld: readonly Withheld[] } {
  // What is told to be an account or a person in one place is one everywhere, so the whole report is looked through for names first.
  const first = createRedactor({ withholds })
  mapTexts(report, (text, prose) => first.redact(text, { prose }).text)
  const named = (wanted: SpanType) => first.vault().entries.flatMap(({ type, value }) => (type === wanted ? value : []))
  const { redact, vault } = createRedactor({ withholds, dictionary: { users: named('USER'), people: named('PERSON') } })
  const redacted = mapTexts(report, (text, prose) => redact(text, { prose }).text)
  const knownSecrets = createKnownSecrets(vault())
  const counts = new Map<string, number>()
  for (const { type } of vault().entries) counts.set(type, (counts.get(type) ?? 0) + 1)
  return {
    redacted: knownSecrets ? mapTexts(redacted, knownSecrets) : redacted,
    withheld: [...counts].map(([type, values]) => ({ type, values })),
  }
}

/** `2 secrets, 1 user name`; empty when nothing is withheld. */
export function describeWithheld(withheld: readonly Withheld[] = []): string {
  return withheld
    .map(({ type, values }) => {
      const [one, many] = WORDS.get(type) ?? ['other value', 'other values']
      return `${values} ${values === 1 ? one : many}`
    })
    .join(', ')
}

const WORDS = new Map<string, readonly [string, string]>([
  ['SECRET', ['secret', 'secrets']],
  ['CARD', ['card number', 'card numbers']],
  ['IBAN', ['bank account', 'bank accounts']],
  ['SSN', ['social security number', 'social security numbers']],
  ['LICENSE', ['licence number', 'licence numbers']],
  ['EMAIL', ['e-mail address', 'e-mail addresses']],
  ['IP', ['public address', 'public addresses']],
  ['PHONE', ['telephone number', 'telephone numbers']],
  ['USER', ['user name', 'user names']],
  ['PERSON', ['person', 'persons']],
  ['ADDRESS', ['street address', 'street addresses']],
])

function withholds(type: SpanType, value: string): boolean {
  return type !== 'HOST' && !(type === 'IP' && isPrivateAddress(value))
}

type Replace = (text: string, prose: boolean) => string

/** The value with each of its texts replaced, whatever holds them; its shape stays. */
function mapTexts(value: unknown, replace: Replace, key = '', within = ''): unknown {
  if (KEPT.has(key) || (key === 'name' && NAMED.has(within))) return value
  if (typeof value === 'string') return replace(value, PROSE.has(key))
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, replace, key, within))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, replace, name, key)]))
}
