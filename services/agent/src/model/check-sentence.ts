import type { Claim } from '@faultmaven/contracts'
import { isInstruction } from '@faultmaven/diagnosis'
import { areNumbersBound } from './numbers-bound.ts'
import { plainText } from './plain-text.ts'

/** A sentence as it may be shown, or why not. */
export type CheckedSentence = { readonly text: string } | { readonly refused: 'numbers' | 'words' }

/** Addresses lead away from the page, and nobody checked where to. */
const LEADS_AWAY = /\b[a-z][a-z0-9+.-]{1,15}:\/\/|\bwww\.|\bmailto:|```|\]\(|[\w-]\.[a-z]{2,20}\/|\w@[\w-]{1,60}\.\w/i

export function leadsAway(text: string): boolean {
  return LEADS_AWAY.test(text)
}

/** What a model writes, as an inference: one plain line, no address, no order to the reader, every number bound to a verified claim. */
export function checkSentence(sentence: string, claims: readonly Claim[], maxLength: number): CheckedSentence {
  const text = plainText(sentence, maxLength)
  if (text === '' || leadsAway(text) || isInstruction(text)) return { refused: 'words' }
  return areNumbersBound(text, claims) ? { text } : { refused: 'numbers' }
}
