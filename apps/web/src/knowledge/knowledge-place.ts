import { DocumentNeed } from '@faultmaven/contracts'
import * as z from 'zod/mini'

// oxlint-disable-next-line promise/valid-params -- zod's catch, not a promise's
const optionalText = z.catch(z.optional(z.string()), undefined)
const KnowledgePlace = z.object({
  /** What is searched for. */
  q: optionalText,
  /** The citation that is open. */
  cite: optionalText,
  /** Filters of the list. */
  words: optionalText,
  // oxlint-disable-next-line promise/valid-params -- zod's catch, not a promise's
  need: z.catch(z.optional(DocumentNeed), undefined),
  // oxlint-disable-next-line promise/valid-params -- zod's catch, not a promise's
  scope: z.catch(z.optional(z.enum(['user', 'team', 'global'])), undefined),
  collection: optionalText,
  /** Documents of the list before those that are shown. */
  // oxlint-disable-next-line promise/valid-params -- zod's catch, not a promise's
  offset: z.catch(z.optional(z.number().check(z.int(), z.gte(0))), undefined),
})
export type KnowledgePlace = z.infer<typeof KnowledgePlace>

/** What an address of the knowledge base names; what does not parse is left out. */
export function parseKnowledgePlace(search: Record<string, unknown>): KnowledgePlace {
  const place = z.parse(KnowledgePlace, search)
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined))
}
