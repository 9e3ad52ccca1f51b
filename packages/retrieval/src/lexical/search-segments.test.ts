import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readQuestion } from '../questions/read-question.ts'
import { buildSegment } from './build-segment.ts'
import { decodeSegment, encodeSegment } from './encode-segment.ts'
import { mergeSegments } from './merge-segments.ts'
import { searchSegments } from './search-segments.ts'
import type { IndexedDocument, SearchedSegment } from './segment.ts'

function document(key: string, text: string, { title = '', name = '' } = {}): IndexedDocument {
  return { key, title, name, chunks: text.split('\n\n').map((chunk) => ({ headings: [], text: chunk })) }
}
function searched(documents: readonly IndexedDocument[], hidden: readonly string[] = []): SearchedSegment {
  const segment = buildSegment(documents)
  return { segment, visible: Uint8Array.from(segment.documents, (key) => (hidden.includes(key) ? 0 : 1)) }
}
const keys = (segments: readonly SearchedSegment[], asked: string) =>
  searchSegments(segments, readQuestion(asked), { limit: 10, passages: 2 }).map(({ key }) => key)

const LIBRARY = [
  document('disk', 'Delete old logs when the disk is full.\n\nResize the volume.', { title: 'Disk full' }),
  document('queue', 'Consumers are slow, so the queue grows.', { title: 'BrokerQueueGrows', name: 'alerts/BrokerQueueGrows.md' }),
  document('pool', 'The persistent volume of the pool is lost.', { title: 'Pool' }),
  document('talk', 'A queue grows, and grows; the queue grows when BrokerQueueGrows fires. Queue queue grows.', {
    title: 'Queues',
  }),
]

describe('searchSegments()', () => {
  it('puts a document that is called like the alert before any that speaks of it', () => {
    expect(keys([searched(LIBRARY)], JSON.stringify({ labels: { alertname: 'BrokerQueueGrows' } }))[0]).toBe('queue')
    expect(keys([searched(LIBRARY)], 'BrokerQueueGrows: queue grows, grows')[0]).toBe('queue')
  })

  it('tells the passage that matched and its terms', () => {
    const [hit] = searchSegments([searched(LIBRARY)], readQuestion('resize a volume'), { limit: 1, passages: 1 })
    expect(hit).toMatchObject({ key: 'disk', passages: [{ chunk: 1, matched: ['resiz', 'volum'] }] })
  })

  it('finds a compound that the documents write apart', () => {
    expect(keys([searched(LIBRARY)], 'persistentvolumex persistentvolume')).toEqual(['pool', 'disk'])
  })

  it('tells how much of what was asked a passage holds, few documents or many', () => {
    const coverage = (asked: string) =>
      searchSegments([searched(LIBRARY)], readQuestion(asked), { limit: 1, passages: 1 })[0]?.coverage
    expect(coverage('disk full, delete logs')).toBe(1)
    expect(coverage('disk full, zebra giraffe')).toBeGreaterThan(0.3)
    expect(coverage('disk full, zebra giraffe')).toBeLessThan(0.6)
  })

  it('finds nothing for words that stand nowhere', () => {
    expect(keys([searched(LIBRARY)], 'zebra')).toEqual([])
    expect(keys([], 'disk')).toEqual([])
  })

  it('answers as if documents that may not be seen did not exist', () => {
    const secret = Array.from({ length: 30 }, (_, at) => document(`secret${at}`, 'The volume of the secret queue, the disk.'))
    const options = { limit: 10, passages: 1 }
    const without = searchSegments([searched(LIBRARY)], readQuestion('queue volume disk'), options)
    const hidden = secret.map(({ key }) => key)
    expect(searchSegments([searched([...secret, ...LIBRARY], hidden)], readQuestion('queue volume disk'), options)).toEqual(
      without,
    )
    expect(searchSegments([searched(secret, hidden), searched(LIBRARY)], readQuestion('queue volume disk'), options)).toEqual(
      without,
    )
  })

  it('does no more for documents that may not be seen than if they did not exist, whatever is asked', () => {
    const secret = Array.from({ length: 30 }, (_, at) =>
      document(`secret${at}`, 'The volume of the secret queue of Zebra, the disk.'),
    )
    const hidden = secret.map(({ key }) => key)
    const workOf = (segments: readonly SearchedSegment[], asked: string) => {
      const work: number[] = []
      searchSegments(segments, readQuestion(asked), { limit: 10, passages: 1, onScored: (chunks) => work.push(chunks) })
      return work.reduce((sum, chunks) => sum + chunks, 0)
    }
    for (const asked of ['queue volume disk', 'zebra', 'secret queue', '{"alerts":[{"labels":{"alertname":"secret3"}}]}']) {
      const alone = workOf([searched(LIBRARY)], asked)
      expect(workOf([searched([...secret, ...LIBRARY], hidden)], asked)).toBe(alone)
      expect(workOf([searched(secret, hidden), searched(LIBRARY)], asked)).toBe(alone)
    }
    expect(workOf([searched([...secret, ...LIBRARY])], 'zebra')).toBe(30)
  })
})

const someDocuments = fc
  .array(fc.array(fc.constantFrom('disk', 'full', 'queue', 'broker_lag', 'volume'), { minLength: 1, maxLength: 30 }), {
    maxLength: 8,
  })
  .map((texts) =>
    texts.map((words, at) => document(`d${at}`, words.join(' '), { title: words[0]!, name: `x/${words.at(-1)!}.md` })),
  )

describe('segments', () => {
  it('are the same after they were stored', () => {
    fc.assert(
      fc.property(someDocuments, (documents) => {
        const segment = buildSegment(documents)
        expect(decodeSegment(encodeSegment(segment))).toEqual(segment)
      }),
    )
  })

  it('answer alike, in parts or merged, without the documents that are gone', async () => {
    await fc.assert(
      fc.asyncProperty(someDocuments, fc.nat(8), fc.nat(8), async (documents, cut, gone) => {
        const hidden = [`d${gone}`]
        const parts = [searched(documents.slice(0, cut), hidden), searched(documents.slice(cut), hidden)]
        const merged = await mergeSegments(parts)
        expect(merged.documents).not.toContain(hidden[0])
        const whole = [{ segment: merged, visible: new Uint8Array(merged.documents.length).fill(1) }]
        const search = (segments: readonly SearchedSegment[]) =>
          searchSegments(segments, readQuestion('disk volume broker_lag'), { limit: 9, passages: 9 })
        expect(search(whole)).toEqual(search(parts))
      }),
    )
  })

  it.each([[''], ['FMSEG1\n\0'], ['another format, long enough to hold a header']])('are not read from %j', (text) => {
    expect(decodeSegment(new TextEncoder().encode(text))).toBeUndefined()
  })

  it('are not read when they were cut', () => {
    const bytes = encodeSegment(buildSegment(LIBRARY))
    expect(decodeSegment(bytes.slice(0, bytes.length - 8))).toBeUndefined()
  })
})
