import * as z from 'zod/mini'

/** Names the key of what an installation keeps for all cases. It is no `Id`: whoever could make a case of that name could delete its key. */
export const INSTALLATION_KEY = '00000000-0000-4000-8000-000000000000'

/** A UUID made by the client; never carries meaning and is safe in a path or a file name. */
export const Id = z
  .string()
  .check(z.regex(new RegExp(`^(?!${INSTALLATION_KEY}$)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)))
export type Id = z.infer<typeof Id>

/** Instant in UTC, ISO 8601 with at most microseconds, `2026-11-22T03:12:07.006994Z`. */
export const Instant = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/))
export type Instant = z.infer<typeof Instant>

/** Closed interval on the case's one clock. */
export const Interval = z.object({ from: Instant, to: Instant })
export type Interval = z.infer<typeof Interval>

/** Share or probability in [0, 1]. */
export const Ratio = z.number().check(z.gte(0), z.lte(1))

/** A passage of the knowledge base, `document@version#anchor:first-last`: lines of the text of a version, counted from 1. */
export const PassageCitation = z.string().check(z.regex(/^[0-9a-f-]{36}@\d{1,9}#[^\s:]{0,200}:\d{1,9}-\d{1,9}$/))
export type PassageCitation = z.infer<typeof PassageCitation>
