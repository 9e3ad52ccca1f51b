import type { Citation, Finding } from '@faultmaven/contracts'
import { bestFirst, isInstruction } from '@faultmaven/diagnosis'
import { countTokens } from './count-tokens.ts'
import { quoted } from './plain-text.ts'
import type { References } from './references.ts'

/** How much less another finding of the same mechanism, or of the same source, tells. */
const SAME_MECHANISM = 0.55
const SAME_SOURCE = 0.85
const MAX_TITLE = 160
const MAX_QUOTE = 220
const MAX_RANKED = 400

/**
 * Findings as lines for a prompt of at most `tokens`, the most telling first: a small window gets the best of every source and
 * mechanism, never the head or the tail of a file. Text that tries to instruct is left out.
 */
export function rankForPrompt(references: References, tokens: number): string[] {
  let room = tokens
  const lines: string[] = []
  for (const { alias, finding } of byValue(references)) {
    const line = lineOf(alias, finding, references)
    const cost = countTokens(line) + 1
    if (cost > room) continue
    room -= cost
    lines.push(line)
  }
  return lines
}

/** Greedy: what repeats a mechanism or a source that was told already gives way to what is new. */
function byValue({ findings }: References): References['findings'] {
  const aliases = new Map(findings.map((entry) => [entry.finding, entry]))
  const open = bestFirst(findings.map(({ finding }) => finding).filter(isTellable)).slice(0, MAX_RANKED)
  const weights = open.map(({ score }) => score)
  const ranked: Finding[] = []
  while (ranked.length < open.length) {
    const at = weights.indexOf(Math.max(...weights))
    const finding = open[at]!
    weights[at] = -1
    ranked.push(finding)
    for (const [index, other] of open.entries()) {
      if (weights[index]! < 0) continue
      if (mechanismOf(other) === mechanismOf(finding)) weights[index]! *= SAME_MECHANISM
      if (other.sourceId === finding.sourceId) weights[index]! *= SAME_SOURCE
    }
  }
  return ranked.flatMap((finding) => aliases.get(finding) ?? [])
}

function isTellable({ kind, title, citations }: Finding): boolean {
  return (
    kind !== 'instruction' && !isInstruction(title) && !citations.slice(0, 1).some((citation) => isInstruction(quoteOf(citation)))
  )
}

function mechanismOf({ fault, kind }: Finding): string {
  return fault?.mechanism ?? kind
}

/** `F1 [A2:117] fault disk/exhausted ×40 score 0.91 from … to … "title" says "quote"`. */
function lineOf(
  alias: string,
  { kind, title, score, count, interval, fault, citations }: Finding,
  references: References,
): string {
  const [first] = citations
  const place = first && first.kind !== 'search' ? ` [${references.aliasOf(first.sourceId) ?? '?'}:${first.line}]` : ''
  const when = interval ? ` from ${interval.from} to ${interval.to}` : ''
  const what = fault ? ` ${fault.mechanism}` : ''
  const quote = first ? quoteOf(first) : ''
  return `${alias}${place} ${kind}${what} ×${count} score ${score.toFixed(2)}${when} ${quoted(title, MAX_TITLE)} says ${quoted(quote, MAX_QUOTE)}`
}

function quoteOf(citation: Citation): string {
  return citation.kind === 'search' ? (citation.first[0]?.quote ?? '') : citation.quote
}
