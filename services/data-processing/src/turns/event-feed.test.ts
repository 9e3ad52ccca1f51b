import type { AnalysisEvent } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { createEventFeed } from './event-feed.ts'

const progress = (sourceId: string, bytes: number): AnalysisEvent => ({
  type: 'source-progress',
  sourceId,
  name: 'a',
  bytes,
  records: 0,
  state: 'receiving',
})
const END: AnalysisEvent = { type: 'turn-analysed', checks: [], notExamined: [] }

async function collect(events: AsyncIterable<AnalysisEvent>): Promise<AnalysisEvent[]> {
  const all: AnalysisEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

test('a watcher gets what is there, the newest state of each thing, and the end last', async () => {
  const feed = createEventFeed()
  feed.publish(progress('a', 1))
  feed.publish(progress('b', 1))
  feed.publish(progress('a', 2))
  feed.publish(END)
  expect(await collect(feed.watch())).toEqual([progress('b', 1), progress('a', 2), END])
})

test('a watcher gets what comes while it waits, and states it was too slow for are left out', async () => {
  const feed = createEventFeed()
  const events = feed.watch()[Symbol.asyncIterator]()
  const first = events.next()
  feed.publish(progress('a', 1))
  expect((await first).value).toEqual(progress('a', 1))
  for (let bytes = 2; bytes <= 1000; bytes++) feed.publish(progress('a', bytes))
  feed.publish(END)
  expect((await events.next()).value).toEqual(progress('a', 1000))
  expect((await events.next()).value).toEqual(END)
  expect((await events.next()).done).toBe(true)
})

test('reset() forgets what was told and keeps the watchers', async () => {
  const feed = createEventFeed()
  feed.publish(progress('told', 1))
  feed.publish(progress('old', 1))
  const watching = collect(feed.watch())
  feed.reset()
  feed.publish(progress('new', 1))
  feed.publish(END)
  expect(await watching).toEqual([progress('told', 1), progress('new', 1), END])
})

test('a watcher ends with its signal and with the feed', async () => {
  const feed = createEventFeed()
  const abort = new AbortController()
  const watching = [collect(feed.watch(abort.signal)), collect(feed.watch())]
  abort.abort()
  feed.close()
  expect(await Promise.all(watching)).toEqual([[], []])
})
