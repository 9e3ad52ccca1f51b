import type { Predicate, Selector } from '@faultmaven/contracts'
import type { References } from './references.ts'

/**
 * A predicate that looks at no document: people wrote it before, or after, and what it says did not happen because it says so. A search of
 * all sources becomes one of all others. Where there is no document nothing changes.
 * @returns undefined when it names a document, or nothing else is left
 */
export function withoutDocuments(predicate: Predicate, { sources }: References): Predicate | undefined {
  const isDocument = new Set(sources.flatMap(({ source }) => (source.kind === 'document' ? [source.id] : [])))
  if (isDocument.size === 0) return predicate
  const others = sources.map(({ source }) => source.id).filter((id) => !isDocument.has(id))
  const named = namedBy(predicate)
  if (others.length === 0 || named.some((id) => isDocument.has(id))) return undefined
  const only = (selector: Selector): Selector => ({ ...selector, sourceIds: selector.sourceIds ?? others })
  if ('selector' in predicate) return { ...predicate, selector: only(predicate.selector) }
  if ('first' in predicate) return { ...predicate, first: only(predicate.first), second: only(predicate.second) }
  return predicate
}

function namedBy(predicate: Predicate): readonly string[] {
  if ('place' in predicate) return [predicate.place.sourceId]
  if ('span' in predicate) return [predicate.span.sourceId]
  if ('first' in predicate) return [...(predicate.first.sourceIds ?? []), ...(predicate.second.sourceIds ?? [])]
  const places = predicate.name === 'present' ? predicate.at.map(({ sourceId }) => sourceId) : []
  return [...places, ...(predicate.selector.sourceIds ?? [])]
}
