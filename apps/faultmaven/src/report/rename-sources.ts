import type { Predicate, Selector } from '@faultmaven/contracts'

/** The predicate with every source id replaced; an id without a new name stays and will not be found. */
export function renameSources(predicate: Predicate, idOf: ReadonlyMap<string, string>): Predicate {
  const id = (old: string) => idOf.get(old) ?? old
  const select = (selector: Selector): Selector =>
    selector.sourceIds ? { ...selector, sourceIds: selector.sourceIds.map(id) } : selector
  switch (predicate.name) {
    case 'present':
      return {
        ...predicate,
        selector: select(predicate.selector),
        at: predicate.at.map(({ sourceId, line }) => ({ sourceId: id(sourceId), line })),
      }
    case 'absent':
    case 'count':
    case 'rate-change':
    case 'divides':
      return { ...predicate, selector: select(predicate.selector) }
    case 'precedes':
    case 'co-occurs':
    case 'differs':
      return { ...predicate, first: select(predicate.first), second: select(predicate.second) }
    case 'configured':
    case 'value':
      return { ...predicate, place: { ...predicate.place, sourceId: id(predicate.place.sourceId) } }
    case 'span':
      return { ...predicate, span: { ...predicate.span, sourceId: id(predicate.span.sourceId) } }
  }
}
