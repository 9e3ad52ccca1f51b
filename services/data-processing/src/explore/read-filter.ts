import type { ExploreFilter, SeverityOrNone } from '@faultmaven/contracts'
import { fromInstant, SEVERITIES } from '@faultmaven/signals'
import { readPattern, type Pattern } from './read-pattern.ts'

/** What a line of the record must hold. */
export type TextCondition =
  | { readonly kind: 'literal'; readonly literal: string; readonly ignoreCase: boolean }
  | ({ readonly kind: 'pattern' } & Pattern)

/** A filter as it is applied; what is undefined chooses everything. */
export type RecordFilter = {
  /** Microseconds, both ends included. */
  readonly time: { readonly from: number; readonly to: number } | undefined
  /** 1 for each severity code that is chosen, 7 of them. */
  readonly severities: Uint8Array | undefined
  readonly templateIds: ReadonlySet<string> | undefined
  readonly hosts: ReadonlySet<string> | undefined
  readonly components: ReadonlySet<string> | undefined
  readonly texts: readonly TextCondition[]
}

/** @throws {ProblemError} `request.invalid` for a pattern that is none */
export function readFilter(filter: ExploreFilter): RecordFilter {
  const { from, to, severities, templateIds, hosts, components, text, pattern } = filter
  const setOf = (values: readonly string[] | undefined) => (values === undefined ? undefined : new Set(values))
  return {
    time:
      from === undefined && to === undefined
        ? undefined
        : { from: from === undefined ? -Infinity : fromInstant(from), to: to === undefined ? Infinity : fromInstant(to) },
    severities: severities && maskOf(severities),
    templateIds: setOf(templateIds),
    hosts: setOf(hosts),
    components: setOf(components),
    texts: [
      ...(text === undefined ? [] : [{ kind: 'literal', literal: text.literal, ignoreCase: text.ignoreCase === true } as const]),
      ...(pattern === undefined ? [] : [{ kind: 'pattern', ...readPattern(pattern) } as const]),
    ],
  }
}

function maskOf(severities: readonly SeverityOrNone[]): Uint8Array {
  const mask = new Uint8Array(SEVERITIES.length + 1)
  for (const severity of severities) mask[codeOf(severity)] = 1
  return mask
}

function codeOf(severity: SeverityOrNone): number {
  return severity === 'none' ? 0 : SEVERITIES.indexOf(severity) + 1
}
export function severityOf(code: number): SeverityOrNone {
  return SEVERITIES[code - 1] ?? 'none'
}
