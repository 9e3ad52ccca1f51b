import type { Finding } from '@faultmaven/contracts'
import { keyedHash } from '@faultmaven/security'

/** Kinds of findings that a trouble leaves; what works and what instructs tells nothing of it. */
const TELLING = new Set<Finding['kind']>(['fault', 'state', 'reference'])
/** Below it a finding is chatter. */
const CLEAR = 0.36
const MOST = 64
/** 64 bits: enough that two texts of one installation do not meet. */
const HASH_HEX = 16

/**
 * Keyed hashes of what findings look like in any case: the constant text of their templates, and their signatures. Best findings first,
 * at most 64. Nobody without the installation's key can tell whether a text is among them.
 */
export function fingerprintOf(findings: readonly Finding[], key: Uint8Array): string[] {
  const clear = findings.filter(({ kind, score }) => TELLING.has(kind) && score >= CLEAR).toSorted((a, b) => b.score - a.score)
  const hashes = clear.flatMap(textsOf).map((text) => Buffer.from(keyedHash(key, text)).toString('hex').slice(0, HASH_HEX))
  return [...new Set(hashes)].slice(0, MOST)
}

function textsOf({ fault, predicates }: Finding): string[] {
  const literals = predicates.flatMap((predicate) => (predicate.name === 'present' ? [predicate.selector.literals ?? []] : []))
  return [
    ...(fault?.signatureId === undefined ? [] : [`signature ${fault.signatureId}`]),
    ...literals.slice(0, 1).map((pieces) => `template ${pieces.join('\0')}`),
  ]
}
