import type { CheckedClaim, Claim, Finding, ProposedClaim } from '@faultmaven/contracts'
import { type Evidence, isBesideInstruction, isInstruction, type ModelProposal } from '@faultmaven/diagnosis'
import { areNumbersBound } from './numbers-bound.ts'
import { checkSentence } from './check-sentence.ts'
import type { AskedProof, Rejections, StoredProposal } from './stored-proposals.ts'
import { textsOf } from './texts-of-claim.ts'

type Verify = (claims: readonly ProposedClaim[]) => Promise<readonly CheckedClaim[]>
type Checked = {
  readonly proposals: readonly ModelProposal[]
  readonly claims: readonly Claim[]
  readonly rejections: Rejections
}

const MAX_TITLE = 160

/**
 * Has every claim of the model recomputed from the evidence and keeps what holds. A cause that came with claims of which none holds is dropped;
 * one without any stays as a guess. Names and words stay only as far as the evidence bears them.
 */
export async function checkProposals(proposals: readonly StoredProposal[], evidence: Evidence, verify: Verify): Promise<Checked> {
  const proofs = proposals.flatMap(({ claims, against }) => [...claims, ...against])
  const verified = new Map(await verifiedOf(proofs, evidence, verify))
  const held = (asked: readonly AskedProof[]) => asked.flatMap(({ claim }) => verified.get(claim.id) ?? [])
  const kept = proposals.flatMap((proposal): ModelProposal | [] => {
    const claims = held(proposal.claims)
    const isDisproved = claims.length === 0 && proposal.claims.length + proposal.refused > 0
    const sentence = checkSentence(proposal.title, claims, MAX_TITLE)
    if (isDisproved || !('text' in sentence)) return []
    const entity = borneName(proposal.entity, claims, evidence.findings)
    return {
      id: idOf(proposal.mechanism, entity),
      mechanism: proposal.mechanism,
      ...(entity === undefined ? {} : { entity }),
      claims,
      against: held(proposal.against),
    }
  })
  const refused = proposals.reduce((sum, proposal) => sum + proposal.refused, 0)
  return {
    proposals: kept,
    claims: kept.flatMap(({ claims, against }) => [...claims, ...against]),
    rejections: {
      claims: proofs.length - verified.size + refused,
      hypotheses: proposals.length - kept.length,
      statements: 0,
    },
  }
}

/** The same in every turn of a case, so that what the user says of a cause holds in the next. */
function idOf(mechanism: string, entity: string | undefined): string {
  return `m-${[mechanism, ...(entity === undefined ? [] : [entity])].join('|')}`
}

async function verifiedOf(proofs: readonly AskedProof[], { findings }: Evidence, verify: Verify): Promise<[string, Claim][]> {
  const bytes = new Map(proofs.flatMap((proof) => (proof.bytes ? [[proof.claim.id, proof.bytes]] : [])))
  const checked = await verify(proofs.map(({ claim }) => claim))
  return checked.flatMap((result) => {
    if (result.outcome !== 'verified') return []
    const { claim } = result
    return standsAt(claim, bytes.get(claim.id)) && !isPlanted(claim, findings) ? [[claim.id, claim]] : []
  })
}

function standsAt({ citations }: Claim, bytes: readonly [number, number] | undefined): boolean {
  const [first] = citations
  return bytes === undefined || (first?.kind === 'text' && first.bytes[0] === bytes[0] && first.bytes[1] === bytes[1])
}

/** Text that instructs is never shown as proof, and who planted it may have written the lines around it. */
function isPlanted(claim: Claim, findings: readonly Finding[]): boolean {
  const places = claim.citations.flatMap((citation) =>
    citation.kind === 'text' ? [citation] : citation.kind === 'search' ? citation.first : [],
  )
  return textsOf(claim).some(isInstruction) || places.some((place) => isBesideInstruction(place, findings))
}

/** The name of the thing, where a verified claim or a finding has it; its numbers are bound with it. */
function borneName(name: string | undefined, claims: readonly Claim[], findings: readonly Finding[]): string | undefined {
  if (name === undefined || isInstruction(name)) return undefined
  const isNamed = findings.some(({ entities }) => entities.includes(name))
  return isNamed || (areNumbersBound(name, claims) && claims.some((claim) => textsOf(claim).some((text) => text.includes(name))))
    ? name
    : undefined
}
