import * as z from 'zod/mini'

export const TABS = ['timeline', 'logs', 'findings', 'sources', 'checks'] as const
export type Tab = (typeof TABS)[number]

// oxlint-disable-next-line promise/valid-params -- zod's catch, not a promise's
const optional = <T extends z.ZodMiniType>(schema: T) => z.catch(z.optional(schema), undefined)
const Place = z.object({
  tab: optional(z.enum(TABS)),
  /** Id of the source in the log viewer, and the line in it, from 1. */
  source: optional(z.string()),
  line: optional(z.int().check(z.gte(1))),
  /** The citation that was followed here. */
  cite: optional(z.string()),
  /** Which of the two panes a narrow window shows. */
  pane: optional(z.enum(['think', 'evidence'])),
})
/** Where the user looks in a case, as the address keeps it. */
export type Place = z.infer<typeof Place>

/** Looks elsewhere; what the change does not name stays. `replace` leaves no step for the back button. */
export type Go = (change: Place, options?: { readonly replace?: boolean }) => void

/** The place an address names; what does not parse is left out. */
export function parsePlace(search: Record<string, unknown>): Place {
  const place = z.parse(Place, search)
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined))
}
