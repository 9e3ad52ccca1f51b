import { plainFault } from './structure-draft.ts'
import { parseQuantity } from './structure-quantity.ts'

/** A setting before and after a change; `path` outermost first. */
export type Altered = { readonly path: readonly string[]; readonly before: string; readonly after: string }

/** Settings that grant something: less of it is felt. */
const GRANTS =
  /(?:limits?|max\w*|size|replicas|capacity|quota|concurrency|workers?|threads?|connections?|heap|timeout|retention|burst|rate|iops|shared_buffers|memory|cpu)$/i
const KINDS: readonly (readonly [RegExp, resource: string, mode: string])[] = [
  [/(?:^|[ ._-])cpu/i, 'cpu', 'throttled'],
  [/memory|heap|xmx/i, 'memory', 'exhausted'],
  [/pool/i, 'pool', 'exhausted'],
  [/connections?/i, 'connections', 'exhausted'],
  [/threads?|workers?|concurrency/i, 'thread', 'exhausted'],
  [/timeout/i, 'upstream', 'timed-out'],
  [/files?|descriptors?/i, 'descriptor', 'exhausted'],
]
/** Below this share of what it was. */
const NOTABLE = 0.8

/** The fault that a cut of what a setting grants leads to; undefined when nothing was cut. */
export function faultOfCut({ path, before, after }: Altered): ReturnType<typeof plainFault> | undefined {
  const [old, next] = [quantityOf(before), quantityOf(after)]
  const name = path.join(' ')
  const grants = GRANTS.test(path.at(-1) ?? '') && !path.some((key) => /requests?$/i.test(key))
  if (!grants || old === undefined || next === undefined || next >= old * NOTABLE || next < 0) return undefined
  const [, resource = 'config', mode = 'changed'] = KINDS.find(([pattern]) => pattern.test(name)) ?? []
  return plainFault(resource, mode, { cause: `${name} ${before} → ${after}`, magnitude: { value: next, unit: '' } })
}

/** What is left of an amount, as a share of what it was. */
export function shareLeft({ before, after }: Pick<Altered, 'before' | 'after'>): number | undefined {
  const [old, next] = [quantityOf(before), quantityOf(after)]
  return old === undefined || next === undefined || old <= 0 ? undefined : next / old
}

/** Amounts, and durations in seconds. */
function quantityOf(text: string): number | undefined {
  const duration = /^(\d{1,9}(?:\.\d+)?)(ms|s|min|h)$/.exec(text)
  if (duration) return Number(duration[1]) * ({ ms: 0.001, s: 1, min: 60, h: 3600 }[duration[2] ?? 's'] ?? 1)
  return parseQuantity(text)
}
