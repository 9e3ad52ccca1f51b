import { LEFT_OUT } from '../left-out/left-out.ts'
import { SIGNATURES } from './catalogue.ts'
import type { Signature } from './signature.ts'

export type SignatureMatch = {
  readonly signature: Signature
  /** Where the pattern begins in the text, and the text it took. */
  readonly index: number
  readonly text: string
  readonly entity?: string
  readonly cause?: string
  readonly value?: string
}

type Compiled = { readonly signature: Signature; readonly pattern: RegExp }
const compiled: readonly Compiled[] = SIGNATURES.filter((signature) => !isLeftOut(signature)).map((signature) => ({
  signature,
  pattern: new RegExp(signature.pattern, 'i'),
}))

/**
 * The heaviest signature that matches a message; the first of equals. `undefined` when none does.
 * Linear in the text: a pattern is tried only where one of its literals stands, and patterns have no nested quantifiers.
 */
export function matchSignature(text: string): SignatureMatch | undefined {
  const lower = text.toLowerCase()
  let best: SignatureMatch | undefined
  for (const { signature, pattern } of compiled) {
    if (best && signature.weight <= best.signature.weight) continue
    if (!signature.anyOf.some((literal) => lower.includes(literal))) continue
    const match = pattern.exec(text)
    if (match) best = { signature, index: match.index, text: match[0], ...match.groups }
  }
  return best
}

/** The signature of an id that a finding carries. */
export function signatureById(id: string): Signature | undefined {
  return byId.get(id)
}
const byId = new Map(SIGNATURES.map((signature) => [signature.id, signature]))

/** A signature of a technology that is left out, or one of others that names it. */
function isLeftOut({ id, technology, pattern, title, anyOf }: Signature): boolean {
  return [id, technology, pattern, title, ...anyOf].some(LEFT_OUT.isAbout)
}
