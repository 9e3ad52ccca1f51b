import { createHash } from 'node:crypto'

/**
 * The id of a document that is known by a place, such as a path in a collection: the same place is the same document.
 * @see RFC 9562, section 5.8 (UUID version 8)
 */
export function collectionId(place: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(place)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Whether an id is of the form of {@link collectionId}. Whoever could choose such a one would keep a place from those to whom it belongs. */
export function isCollectionId(id: string): boolean {
  return id[14] === '8' && id[19]?.toLowerCase() === 'a'
}
