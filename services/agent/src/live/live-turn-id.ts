import { createHash } from 'node:crypto'

/**
 * The turn of data-processing that holds what was asked live for a turn of the case: that of the uploads is analysed by then. The same
 * turn gives the same, so that work that begins again replaces what a kill left.
 */
export function liveTurnIdOf(turnId: string): string {
  const hex = createHash('sha256').update(`live/${turnId}`).digest('hex')
  // Version 8, "vendor-specific", of RFC 9562.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
