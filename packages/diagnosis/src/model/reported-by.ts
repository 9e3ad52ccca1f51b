import type { Claim, Finding, TextCitation } from '@faultmaven/contracts'
import { findingOfMessage } from '../examination/finding-of-message.ts'
import type { Evidence } from '../ranking/evidence.ts'

/** Who can write an instruction can write the lines around it, too. */
const REACH = 4

/**
 * The findings that a verified claim rests on: those that the analysis made of the lines it cites, else what the words of these lines
 * report by themselves. What a claim is said to mean plays no part: its lines are read as those of every log.
 * @param usable what may argue for a cause
 * @param all the same with the lines that instruct
 */
export function reportedBy(claim: Claim, usable: Evidence, all: Evidence): Finding[] {
  return textsOf(claim).flatMap((text, index) => {
    if (isBesideInstruction(text, all.findings)) return []
    const known = usable.findings.filter((finding) => citesLine(finding, text))
    return known.length > 0 ? known : readAnew(claim, text, index)
  })
}

/** The lines that a claim shows. */
export function textsOf({ citations }: Claim): TextCitation[] {
  return citations.flatMap((citation) =>
    citation.kind === 'text' ? [citation] : citation.kind === 'search' ? citation.first : [],
  )
}

/** A line at most four away from one that instructs, whether or not it does itself. */
export function isBesideInstruction({ sourceId, line }: TextCitation, findings: readonly Finding[]): boolean {
  return findings.some(
    (finding) =>
      finding.kind === 'instruction' &&
      finding.citations.some(
        (citation) => citation.kind !== 'search' && citation.sourceId === sourceId && Math.abs(citation.line - line) <= REACH,
      ),
  )
}

function citesLine({ citations }: Finding, { sourceId, line }: TextCitation): boolean {
  return citations.some((citation) => citation.kind !== 'search' && citation.sourceId === sourceId && citation.line === line)
}

/** Without its severity, which only the parser knows, so that it weighs less than the same message found by the analysis. */
function readAnew(claim: Claim, text: TextCitation, index: number): Finding[] {
  const { sourceId, sourceName, line, quote } = text
  const draft = findingOfMessage(
    {
      sourceName,
      text: quote,
      instances: [quote],
      continuation: [],
      values: [],
      count: 1,
      share: 0,
      places: [{ line }],
      predicates: [],
      role: 'log',
      check: 'model',
    },
    { signatures: true },
  )
  if (draft?.kind !== 'fault') return []
  const { places: _places, sourceName: _name, predicates: _predicates, ...finding } = draft
  return [
    { ...finding, id: `${claim.id}-f${index}`, turnId: sourceId, sourceId, citations: [text], predicates: [claim.predicate] },
  ]
}
