import type { Finding } from '@faultmaven/contracts'

/** The last good news that something came back, at or after the beginning of the trouble; `undefined` when there is none with a time. */
export function recoveryAfter(findings: readonly Finding[], trouble: Finding | undefined): Finding | undefined {
  const from = trouble?.interval?.from
  if (from === undefined) return undefined
  return findings
    .filter(
      ({ kind, details, interval }) => kind === 'healthy' && details.includes('recovered') && (interval?.from ?? '') >= from,
    )
    .toSorted((a, b) => (b.interval?.to ?? '').localeCompare(a.interval?.to ?? ''))[0]
}
