import type { Claim, Finding, Source } from '@faultmaven/contracts'

const SHA256 = 'a'.repeat(64)
const AT = '2026-11-03T03:11:00Z'

export const exampleId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A readable log of number `number`, for tests. */
export function exampleSource(number: number, overrides: Partial<Source> = {}): Source {
  return {
    id: exampleId(number),
    turnId: exampleId(900),
    name: `app-${number}.log`,
    kind: 'log',
    format: 'plain',
    encoding: 'utf-8',
    bytes: 1000,
    sha256: SHA256,
    state: 'ready',
    skipped: [],
    receivedAt: AT,
    ...overrides,
  }
}

/** A fault at a line of the first source, for tests. */
export function exampleFinding(
  overrides: Partial<Finding> & { readonly quote?: string; readonly line?: number; readonly mechanism?: string } = {},
): Finding {
  const { quote = 'ERROR no space left on device', line = 7, mechanism = 'disk/exhausted', ...rest } = overrides
  const [resource = '', mode = ''] = mechanism.split('/')
  const sourceId = rest.sourceId ?? exampleId(1)
  return {
    id: `f-${line}`,
    turnId: exampleId(900),
    sourceId,
    kind: 'fault',
    title: `Fault ${mechanism}`,
    check: 'log-messages',
    score: 0.8,
    count: 3,
    entities: [],
    fault: { resource, mode, mechanism, vocabulary: [] },
    details: [],
    citations: [{ kind: 'text', sourceId, sourceName: 'app-1.log', sha256: SHA256, line, bytes: [0, quote.length], quote }],
    predicates: [{ name: 'present', selector: { literals: [quote] }, at: [{ sourceId, line }] }],
    ...rest,
  }
}

/** A verified claim that cites one line of the first source, for tests. */
export function exampleClaim(id: string, quote: string, { line = 7 } = {}): Claim {
  return {
    id,
    text: `Line ${line} of app-1.log holds “${quote}”.`,
    predicate: { name: 'present', selector: { literals: [quote] }, at: [{ sourceId: exampleId(1), line }] },
    result: { matches: 1 },
    computation: { name: 'faultmaven/present', version: '1' },
    citations: [
      {
        kind: 'text',
        sourceId: exampleId(1),
        sourceName: 'app-1.log',
        sha256: SHA256,
        line,
        bytes: [300, 300 + quote.length],
        quote,
      },
    ],
  }
}
