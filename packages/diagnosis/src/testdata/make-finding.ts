import type { Finding } from '@faultmaven/contracts'

/** A finding for tests: a fault of the mechanism at a line of a source, with whatever else the test is about. */
export function makeFinding(
  mechanism: string,
  overrides: Partial<Finding> & { readonly line?: number; readonly sourceName?: string; readonly cause?: string; readonly entity?: string } = {},
): Finding {
  const { line = 1, sourceName = 'app.log', cause = mechanism.replace('/', ' '), entity, ...rest } = overrides
  const [resource = '', mode = ''] = mechanism.split('/')
  const sourceId = `00000000-0000-4000-8000-${sourceName.length.toString(16).padStart(4, '0')}${hash(sourceName)}`
  return {
    id: `${mechanism}-${sourceName}-${line}`,
    turnId: '00000000-0000-4000-8000-000000000001',
    sourceId,
    kind: 'fault',
    title: `${mechanism} ${entity ?? ''}`.trim(),
    check: 'log-messages',
    score: 0.7,
    severity: 'error',
    count: 1,
    entities: entity === undefined ? [] : [entity],
    fault: { resource, mode, mechanism, cause, blames: 'unknown', vocabulary: [], ...(entity !== undefined && { entity }) },
    details: [],
    citations: [{ kind: 'text', sourceId, sourceName, sha256: 'a'.repeat(64), line, bytes: [0, 10], quote: cause }],
    predicates: [{ name: 'present', selector: { sourceIds: [sourceId], literals: [cause] }, at: [{ sourceId, line }] }],
    ...rest,
  }
}

/** Good news, for tests of quiet verdicts. */
export function makeHealthy(title: string, overrides: Parameters<typeof makeFinding>[1] = {}): Finding {
  const { fault: _, ...finding } = makeFinding('process/starting', { kind: 'healthy', title, details: ['healthy'], score: 0.5, severity: 'info', cause: title, ...overrides })
  return finding
}

function hash(text: string): string {
  let value = 7
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 0xffffffff
  return value.toString(16).padStart(8, '0')
}
