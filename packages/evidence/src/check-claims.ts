import type { CheckedClaim, Predicate, ProposedClaim } from '@faultmaven/contracts'
import { askAbsent } from './predicates/absent.ts'
import { askCoOccurs } from './predicates/co-occurs.ts'
import { askConfigured } from './predicates/configured.ts'
import { askCount } from './predicates/count.ts'
import { askDiffers } from './predicates/differs.ts'
import { askDivides } from './predicates/divides.ts'
import { askPrecedes } from './predicates/precedes.ts'
import { askPresent } from './predicates/present.ts'
import { askRateChange } from './predicates/rate-change.ts'
import { askSpan } from './predicates/span.ts'
import { askValue } from './predicates/value.ts'
import type { Verdict } from './predicates/verdict.ts'
import { createInvestigation, type Investigation } from './search/investigation.ts'
import type { ScanOptions } from './search/scan-source.ts'
import type { SourceReader } from './source/source-reader.ts'

/** Rises when a predicate is computed differently, so that a stored claim says what computed it. */
const VERSION = '2'

/**
 * Recomputes every claim from the bytes of the sources: the answers are in the order of the claims. A batch costs at most two passes
 * over each source, however many claims it holds. `failed`: the evidence says otherwise; `undecided`: it cannot tell, and why.
 * Never throws because of a claim or a source; a source that cannot be read leaves its claims undecided.
 *
 * @param sources every source of the case: a selector without `sourceIds` means them all
 * @param options `pause` is called now and then within the passes and may wait for other work
 * @throws the reason of `signal` when it is aborted
 */
export async function checkClaims(
  claims: readonly ProposedClaim[],
  sources: readonly SourceReader[],
  options: ScanOptions = {},
): Promise<CheckedClaim[]> {
  const { signal } = options
  const investigation = createInvestigation(sources)
  const asked = claims.map((claim) => ({ claim, answer: ask(claim.predicate, investigation) }))
  await investigation.run(options)
  const checked: CheckedClaim[] = []
  for (const { claim, answer } of asked) {
    signal?.throwIfAborted()
    checked.push(toChecked(claim, typeof answer === 'function' ? await settle(answer) : answer))
  }
  return checked
}

/** What a predicate wants to know is asked at once; what it says of the answers comes after the sources were read. */
function ask(predicate: Predicate, investigation: Investigation): Verdict | (() => Promise<Verdict>) {
  switch (predicate.name) {
    case 'present':
      return askPresent(predicate, investigation)
    case 'absent':
      return askAbsent(predicate, investigation)
    case 'count':
      return askCount(predicate, investigation)
    case 'rate-change':
      return askRateChange(predicate, investigation)
    case 'precedes':
      return askPrecedes(predicate, investigation)
    case 'co-occurs':
      return askCoOccurs(predicate, investigation)
    case 'differs':
      return askDiffers(predicate, investigation)
    case 'configured':
      return askConfigured(predicate, investigation)
    case 'divides':
      return askDivides(predicate, investigation)
    case 'span':
      return askSpan(predicate, investigation)
    default:
      return askValue(predicate, investigation)
  }
}

/** Quotes are read here: bytes that have become unreadable since leave the claim undecided. */
async function settle(answer: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await answer()
  } catch (error) {
    return {
      outcome: 'undecided',
      why: `Its evidence cannot be quoted: ${error instanceof Error ? error.message : 'unknown error'}`,
    }
  }
}

function toChecked({ id, text, predicate }: ProposedClaim, verdict: Verdict): CheckedClaim {
  if (verdict.outcome !== 'verified') return { id, ...verdict }
  const { result, citations } = verdict
  const computation = { name: `faultmaven/${predicate.name}`, version: VERSION }
  return { outcome: 'verified', claim: { id, text, predicate, result, computation, citations } }
}
