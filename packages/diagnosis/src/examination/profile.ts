import type { Profile, ProfileEntry } from '@faultmaven/commands'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'

/** A function with so much of all samples in its own code is where the time goes. */
const HOT = 35
const FRAMEWORK = /node_modules|node:internal|\(anonymous\)|^(?:runtime|net\/http|internal)\./

/** What functions of runtimes mean, by their names in V8, Go, the JVM, glibc and the Linux kernel. */
const KINDS: readonly (readonly [RegExp, resource: string, what: string])[] = [
  [/^RegExp:|regex|backtrack|pcre|Pattern\$|Matcher\b|sre_match/i, 'regex', 'a regular expression'],
  [/gcBgMark|scanobject|Scavenge|MarkCompact|\bGC\b|G1\w+Task|PSPromotion/, 'gc', 'garbage collection'],
  [/spin_lock|futex|queued_spin|mutex_lock|runtime\.lock2|ObjectMonitor/i, 'lock', 'waiting for a lock'],
]

/** The function in which a CPU profile finds most samples, what it is, and the program's own functions that call it. */
export function examineProfile(profile: Profile | undefined, sourceName: string): DraftFinding[] {
  const hot = profile?.entries[0]
  if (!profile || !hot || hot.percent < HOT) return []
  const [, resource = 'code', what = ''] = KINDS.find(([pattern]) => pattern.test(hot.name)) ?? []
  const own = profile.callers.filter(({ name }) => !FRAMEWORK.test(name))
  const callers = own.map(({ name }) => placeOf(name))
  const [caller = ''] = callers
  const by = caller === '' ? '' : `, called by ${callers.slice(0, 2).join(' from ')}`
  const mode = resource === 'lock' ? 'hung' : 'slow'
  return [
    {
      sourceName,
      kind: 'state',
      check: 'cpu-profile',
      title: clip(
        `${what === '' ? '' : `${what.charAt(0).toUpperCase()}${what.slice(1)} takes the CPU: `}${hot.percent}% of the samples are in ${clip(placeOf(hot.name), 60)}${by}`,
        200,
      ),
      score: hot.percent >= 70 ? 0.72 : 0.55,
      severity: 'error',
      count: 1,
      entities: [caller === '' ? placeOf(hot.name) : caller],
      fault: plainFault(resource, mode, {
        blames: 'resource',
        entity: caller === '' ? clip(placeOf(hot.name), 120) : caller,
        magnitude: { value: hot.percent, unit: '%' },
      }),
      details: [],
      places: [hot, ...own.slice(0, 2)].map(({ line }) => ({ line })),
      predicates: [hot, ...own.slice(0, 2)].map((entry) => ({
        name: 'present',
        literals: [literalOf(entry)],
        lines: [entry.line],
      })),
    },
  ]
}

const literalOf = ({ name }: ProfileEntry) => name.slice(0, 60)

/** V8 writes how code was compiled before its name (`LazyCompile: *f /app/a.js:22:28`): the function, its file and line stay. */
function placeOf(name: string): string {
  const match = /^(?:LazyCompile|Function|Script|JS|Eval):\s+[*~^+-]?(\S{1,100}) (?:file:\/\/)?(\S{1,300}?)(?::\d+)?$/.exec(name)
  return match ? `${match[1]} (${(match[2] ?? '').split('/').at(-1)})` : name
}
