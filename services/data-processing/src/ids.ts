import { createHash } from 'node:crypto'

/**
 * Id of the n-th thing that an upload turned out to hold. The same upload sent again gives the same ids, so that a repeated turn
 * replaces what a cut one left; nothing of a name goes into it.
 */
export function sourceIdOf(turnId: string, ordinal: number, index: number): string {
  return idOf(`source/${turnId}/${ordinal}/${index}`)
}

/** Id under which an upload is kept as it came. */
export function uploadIdOf(turnId: string, ordinal: number): string {
  return idOf(`upload/${turnId}/${ordinal}`)
}

function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  // Version 8, "vendor-specific", of RFC 9562.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
