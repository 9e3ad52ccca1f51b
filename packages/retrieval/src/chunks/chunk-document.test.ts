import { describe, expect, it } from 'vitest'
import { parseDocument } from '../documents/parse-document.ts'
import { chunkDocument } from './chunk-document.ts'

const chunksOf = (text: string) => chunkDocument(parseDocument('a.md', text))
const words = (count: number, word = 'word') => Array.from({ length: count }, (_, at) => `${word}${at}`).join(' ')

describe('chunkDocument()', () => {
  it('cuts at headings and keeps their path, an anchor and the lines', () => {
    const chunks = chunksOf('# Disk\n\nFull.\n\n## Mitigation\n\nDelete logs.\n\n# Network\n\n## Mitigation\n\nRestart it.\n')
    expect(chunks.map(({ headings, anchor, fromLine, toLine }) => [headings.join(' › '), anchor, fromLine, toLine])).toEqual([
      ['Disk', 'disk', 3, 3],
      ['Disk › Mitigation', 'mitigation', 7, 7],
      ['Network › Mitigation', 'mitigation-1', 13, 13],
    ])
  })

  it('ends a chunk after about 220 words, at the end of a paragraph', () => {
    const chunks = chunksOf([words(100), words(100), words(100)].join('\n\n'))
    expect(chunks.map(({ fromLine, toLine }) => [fromLine, toLine])).toEqual([
      [1, 3],
      [5, 5],
    ])
  })

  it('keeps code and tables whole', () => {
    const code = `\`\`\`\n${Array.from({ length: 400 }, (_, at) => `kubectl get pod ${at}`).join('\n')}\n\`\`\``
    expect(chunksOf(`Before.\n\n${code}\n`).map(({ text }) => text.split('\n').length)).toEqual([1, 401])
  })

  it.each([
    ['```sh\ndf -h\ndu -x /\n```', ['df -h\ndu -x /']],
    ['```console\n$ df -h\nFilesystem Size\n$ du\n```', ['df -h\ndu']],
    ['```\n$ df -h\n```', ['df -h']],
    ['```yaml\nreplicas: 3\n```', []],
    ['```\nError: disk full\n```', []],
  ])('tells the commands of %j', (listing, commands) => {
    expect(chunksOf(`Look.\n\n${listing}\n`)[0]?.commands).toEqual(commands)
  })

  it('divides a paragraph that is too long, losing no word', () => {
    const long = Array.from({ length: 40 }, (_, at) => words(30, `l${at}w`)).join('\n')
    const chunks = chunksOf(long)
    expect(chunks.length).toBeGreaterThan(4)
    expect(chunks.map(({ text }) => text).join('\n')).toBe(long)
  })

  it('cuts a line without end', () => {
    const chunks = chunksOf(`${'x'.repeat(70)} `.repeat(1000))
    expect(Math.max(...chunks.map(({ text }) => text.length))).toBeLessThanOrEqual(20_000)
  })

  it('gives the same hash to the same passage wherever it stands', () => {
    const [first] = chunksOf('# A\n\nSame words.\n')
    const [second] = chunksOf('# B\n\n## C\n\nSame words.\n')
    expect(first?.hash).toBe(second?.hash)
  })

  it('finds a document of headings alone', () => {
    expect(chunksOf('# Restart the broker\n').map(({ text }) => text)).toEqual(['Restart the broker'])
  })
})
