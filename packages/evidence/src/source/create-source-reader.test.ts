import { expect, test } from 'vitest'
import { sourceOf } from '../test-source.ts'
import type { ByteSource } from './byte-source.ts'
import type { SourceLine } from './source-reader.ts'

const lines = Array.from({ length: 50 }, (_, index) => `2026-11-22T00:00:00Z INFO line ${index + 1}`)
const bytes = Buffer.from(`${lines.join('\n')}\n`)

/** Bytes in pieces of 7, noting where streams began. */
function pieces(): ByteSource & { readonly starts: number[] } {
  const starts: number[] = []
  async function* stream(start = 0) {
    starts.push(start)
    for (let at = start; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
  }
  return { starts, plainBytes: bytes.length, read: async (start, end) => bytes.subarray(start, end), stream }
}

test('lines come with their bytes, once each, and only those that are there', async () => {
  const source = sourceOf(bytes, { bytes: pieces() })
  const seen: SourceLine[] = []
  await source.lines([1, 17, 50, 51, 900], (line) => seen.push(line))
  expect(seen.map(({ line, text }) => [line, text])).toEqual([1, 17, 50].map((number) => [number, lines[number - 1]]))
  for (const { start, end, text } of seen) expect(bytes.subarray(start, end).toString()).toBe(text)
})

test('a known line nearby saves reading what is before it', async () => {
  const kept = pieces()
  const start = bytes.indexOf('2026', bytes.indexOf('line 39'))
  const source = sourceOf(bytes, { bytes: kept, nearestLine: () => ({ line: 40, start }) })
  const seen: SourceLine[] = []
  await source.lines([41, 42], (line) => seen.push(line))
  expect(kept.starts).toEqual([start])
  expect(seen.map(({ text }) => text)).toEqual([lines[40], lines[41]])
  for (const line of seen) expect(bytes.subarray(line.start, line.end).toString()).toBe(line.text)
})

test('records come whole however the bytes are cut', async () => {
  const texts: string[] = []
  for await (const batch of sourceOf(bytes, { bytes: pieces() }).records()) texts.push(...batch.records.map(({ text }) => text))
  expect(texts).toEqual(lines)
})

test('lines that are no text are counted as skipped', async () => {
  let skipped = 0
  for await (const batch of sourceOf(Buffer.concat([bytes, Buffer.alloc(100), Buffer.from('\n')])).records())
    skipped += batch.skippedLines
  expect(skipped).toBe(1)
})

test('an empty source has no lines, records or trees', async () => {
  const empty = sourceOf('')
  const seen: unknown[] = []
  await empty.lines([1], (line) => seen.push(line))
  for await (const batch of empty.records()) seen.push(...batch.records)
  expect(seen).toEqual([])
  expect(await empty.trees()).toBeUndefined()
})
