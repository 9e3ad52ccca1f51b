import type { SyntaxFault } from '@faultmaven/config'
import type { DraftFinding, ExaminedSource } from '@faultmaven/diagnosis'

export const SYNTAX_CHECK = 'configuration-syntax'

/** Places where a document breaks its own syntax, as one finding: whatever reads that file may have refused it whole. */
export function syntaxDrafts({ kind, name, trees }: ExaminedSource, faults: readonly SyntaxFault[]): DraftFinding[] {
  const [first] = faults
  if (first === undefined || kind !== 'config') return []
  const format = trees[0]?.format.toUpperCase() ?? 'the format'
  return [
    {
      sourceName: name,
      kind: 'state',
      title: `The file does not follow ${format}: ${first.message} in line ${first.line}`,
      check: SYNTAX_CHECK,
      score: 0.5,
      count: faults.length,
      entities: [],
      details: faults.slice(1, 4).map(({ line, message }) => `line ${line}: ${message}`),
      places: faults.slice(0, 8).map(({ line }) => ({ line })),
      predicates: [{ name: 'present', literals: [], lines: [first.line] }],
    },
  ]
}
