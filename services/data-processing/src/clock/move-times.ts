import type { Finding, Interval, Predicate, Selector, Source } from '@faultmaven/contracts'
import { fromInstant, microseconds, toInstant } from '@faultmaven/signals'

/** The source with its interval and histogram moved by so many microseconds. */
export function moveSource(source: Source, byUs: number): Source {
  const { interval, histogram } = source
  return {
    ...source,
    ...(interval === undefined ? {} : { interval: moveInterval(interval, byUs) }),
    ...(histogram === undefined ? {} : { histogram: { ...histogram, interval: moveInterval(histogram.interval, byUs) } }),
  }
}

/**
 * The finding with its times moved: interval, windows of predicates, and the interval where title and details write it. What it cites is
 * as it stands in the source.
 */
export function moveFinding(finding: Finding, byUs: number): Finding {
  if (byUs === 0) return finding
  const { interval, predicates, title, details } = finding
  const moved = interval && moveInterval(interval, byUs)
  const rewrite = interval === undefined || moved === undefined ? (text: string) => text : rewriter(interval, moved)
  return {
    ...finding,
    title: rewrite(title),
    details: details.map(rewrite),
    predicates: predicates.map((predicate) => movePredicate(predicate, byUs)),
    ...(moved === undefined ? {} : { interval: moved }),
  }
}

function moveInterval({ from, to }: Interval, byUs: number): Interval {
  return { from: moveInstant(from, byUs), to: moveInstant(to, byUs) }
}

function moveInstant(instant: string, byUs: number): string {
  return toInstant(microseconds(fromInstant(instant) + byUs))
}

/** Replaces both ends as sentences write them, `2026-03-04 05:06:07` and `05:06:07`. */
function rewriter(before: Interval, after: Interval): (text: string) => string {
  const words = new Map<string, string>()
  for (const [own, moved] of [
    [before.to, after.to],
    [before.from, after.from],
  ] as const) {
    words.set(own.slice(11, 19), moved.slice(11, 19))
    words.set(`${own.slice(0, 10)} ${own.slice(11, 19)}`, `${moved.slice(0, 10)} ${moved.slice(11, 19)}`)
  }
  return (text) => text.replaceAll(/(?:\d{4}-\d\d-\d\d )?\b\d\d:\d\d:\d\d\b/g, (found) => words.get(found) ?? found)
}

function movePredicate(predicate: Predicate, byUs: number): Predicate {
  switch (predicate.name) {
    case 'rate-change':
      return {
        ...predicate,
        selector: moveSelector(predicate.selector, byUs),
        before: moveInterval(predicate.before, byUs),
        after: moveInterval(predicate.after, byUs),
      }
    case 'present':
    case 'absent':
    case 'count':
      return { ...predicate, selector: moveSelector(predicate.selector, byUs) }
    default:
      return predicate
  }
}

function moveSelector(selector: Selector, byUs: number): Selector {
  return selector.window === undefined ? selector : { ...selector, window: moveInterval(selector.window, byUs) }
}
