import type { CheckedClaim, Predicate } from '@faultmaven/contracts'
import { createHash } from 'node:crypto'
import { checkClaims } from './check-claims.ts'
import { memoryBytes } from './source/byte-source.ts'
import { createSourceReader, type SourceOptions } from './source/create-source-reader.ts'
import type { SourceReader } from './source/source-reader.ts'

/** A UUID that ends in a number, for tests. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

/** A source over text or bytes in memory, for tests; received at noon of 2026-11-22. */
export function sourceOf(content: string | Uint8Array, options: Partial<SourceOptions> = {}): SourceReader {
  const bytes = Buffer.from(content)
  return createSourceReader({
    sourceId: idOf(1),
    name: 'app.log',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: memoryBytes(bytes),
    complete: true,
    clockUncertaintyMs: 0,
    receivedAtMs: Date.UTC(2026, 10, 22, 12),
    ...options,
  })
}

/** Checks one predicate. */
export async function check(predicate: Predicate, ...sources: SourceReader[]): Promise<CheckedClaim> {
  const [checked] = await checkClaims([{ id: 'c1', text: 'A claim', predicate }], sources)
  if (!checked) throw new Error('A claim was not answered')
  return checked
}

/** Why a claim was not verified; undefined when it was. */
export async function whyNot(predicate: Predicate, ...sources: SourceReader[]): Promise<string | undefined> {
  const checked = await check(predicate, ...sources)
  return checked.outcome === 'verified' ? undefined : `${checked.outcome}: ${checked.why}`
}

/** A log of one record a line, `[second, message]` each, from midnight of 2026-11-22 UTC. */
export function logOf(...records: readonly (readonly [number, string])[]): string {
  return records.map(([second, message]) => `${instant(second)} ${message}\n`).join('')
}

export function instant(second: number): string {
  return new Date(Date.UTC(2026, 10, 22) + second * 1000).toISOString()
}

type Pair = Extract<Predicate, { name: 'precedes' | 'co-occurs' }>

/** One of the predicates about two selectors. */
export function pairOf(name: Pair['name'], first: Pair['first'], second: Pair['first'], withinMs = 0): Predicate {
  return name === 'precedes' ? { name, first, second } : { name, first, second, withinMs }
}
