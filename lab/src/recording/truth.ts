import type { Case } from '../faults/fault.ts'

/** `expected.json` of the incident kit's form. */
export interface Expected {
  readonly title: string
  readonly source: string
  readonly licence: string
  readonly kind: string
  readonly verdict: 'fault' | 'no_fault'
  readonly facts: readonly { readonly id: string; readonly any: readonly string[]; readonly weight: number }[]
  readonly forbidden: readonly string[]
  readonly evidence: readonly { readonly file: string; readonly line_regex: string }[]
}

/** `lab.json` beside it: the truth as it was made and measured. */
export interface Truth {
  readonly fault: string
  readonly isTwin: boolean
  readonly seed: number
  readonly mechanism: string
  readonly entity: string
  readonly programs: readonly string[]
  readonly breaks: readonly string[]
  readonly looksLike?: string
  /** ISO times of the start of the load, of the injection and of the end. */
  readonly start: string
  readonly injected: string
  readonly end: string
  /** What the probe measured; of a twin what it did not find. */
  readonly proof: string
  /** Size of the upload. */
  readonly bytes: number
}

/** Ways of saying that nothing is wrong. */
const quietWords = [
  '\\bno (\\w+[ -]){0,4}(fault|failure|issue|problem|error|incident|anomal|outage)',
  '(is|are|was|were|looks?|appears?|seems?|runs?|ran|works?|stays?|stayed) (\\w+ ){0,3}(healthy|normal|normally|fine|stable|well)',
  'nothing (is |was |looks |here )?(\\w+ )?(wrong|abnormal|unusual|broken|failing|fail)',
  'healthy|harmless|benign|expected behaviou?r|false alarm|as (intended|designed|expected)',
  '(already|since) (recovered|resolved)|within (the )?(normal|usual)',
]

/** The kit's expectation of a case: a fault's facts, or quiet for its twin, where naming the fault's cause is forbidden. */
export function expectedOf({ fault, isTwin }: Case): Expected {
  const origin = { source: `lab/${fault.id}`, licence: 'Apache-2.0', kind: fault.mechanism }
  if (!isTwin) {
    return {
      title: `${fault.mechanism} at ${fault.entity}`,
      ...origin,
      verdict: 'fault',
      facts: Object.entries(fault.facts).map(([id, pattern]) => ({ id, any: [pattern], weight: 1 })),
      forbidden: fault.forbidden ?? [],
      evidence: fault.evidence.map((pattern) => ({ file: '*', line_regex: pattern })),
    }
  }
  return {
    title: `healthy twin of ${fault.id}`,
    ...origin,
    verdict: 'no_fault',
    facts: [{ id: 'quiet', any: quietWords, weight: 1 }],
    forbidden: [],
    evidence: [{ file: '*', line_regex: '\\S' }],
  }
}
