import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'

/** Characters that a passphrase has at least. */
export const MIN_PASSPHRASE = 8
/** How many exports a case takes: each is named by its receipt. */
export const MAX_BUNDLE_EXPORTS = 100

/** The passphrase travels in the body, never in an address: addresses are logged. */
export const ExportBundleRequest = z.object({
  caseId: Id,
  passphrase: z.string().check(z.minLength(MIN_PASSPHRASE), z.maxLength(1000)),
})

/** That everything of a case left it. `sending` until the last byte was handed over; a `cut` one cannot be opened. */
export const BundleExport = z.object({
  bundleId: Id,
  at: Instant,
  userId: z.string(),
  state: z.enum(['sending', 'whole', 'cut']),
  /** Of the sealed bundle, once it is whole. */
  bytes: z.optional(z.number()),
  sha256: z.optional(z.string()),
})
export type BundleExport = z.infer<typeof BundleExport>
