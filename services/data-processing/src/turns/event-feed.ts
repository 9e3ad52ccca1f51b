import type { AnalysisEvent } from '@faultmaven/contracts'

/**
 * The state of a turn as events, one a thing: a new event about a thing replaces the one before. A watcher gets what is there
 * and then what changes; one that reads slowly skips states in between and never makes the feed grow.
 */
export type EventFeed = {
  publish(event: AnalysisEvent): void
  watch(signal?: AbortSignal): AsyncIterable<AnalysisEvent>
  /** Forgets everything; watchers stay and get what comes next. */
  reset(): void
  /** Ends the watchers that wait. */
  close(): void
}

export function createEventFeed(): EventFeed {
  const latest = new Map<string, AnalysisEvent>()
  const watchers = new Set<{ readonly changed: Set<string>; wake: () => void }>()
  let isClosed = false

  async function* watch(signal?: AbortSignal): AsyncGenerator<AnalysisEvent, void> {
    const watcher = { changed: new Set(latest.keys()), wake: () => {} }
    const stop = () => watcher.wake()
    watchers.add(watcher)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      for (;;) {
        for (const key of watcher.changed) {
          watcher.changed.delete(key)
          const event = latest.get(key)
          if (event === undefined) continue
          yield event
          if (event.type === 'turn-analysed') return
        }
        if (isClosed || signal?.aborted === true) return
        await new Promise<void>((resolve) => {
          watcher.wake = resolve
        })
      }
    } finally {
      signal?.removeEventListener('abort', stop)
      watchers.delete(watcher)
    }
  }
  return {
    watch,
    publish(event) {
      const key = keyOf(event)
      // A changed thing goes to the end, so that the last event stays last.
      latest.delete(key)
      latest.set(key, event)
      for (const watcher of watchers) {
        watcher.changed.delete(key)
        watcher.changed.add(key)
        watcher.wake()
      }
    },
    reset() {
      latest.clear()
      for (const watcher of watchers) watcher.changed.clear()
    },
    close() {
      isClosed = true
      for (const watcher of watchers) watcher.wake()
    },
  }
}

function keyOf(event: AnalysisEvent): string {
  switch (event.type) {
    case 'source-progress':
      return `source/${event.sourceId}`
    case 'source-ready':
      return `source/${event.source.id}`
    case 'finding-added':
      return `finding/${event.finding.id}`
    default:
      return 'end'
  }
}
