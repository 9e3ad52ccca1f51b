import { FRAME_BYTES } from '@faultmaven/security'
import type { ExploreFilter } from '@faultmaven/contracts'
import { systemContext } from '@faultmaven/rpc'
import { createSeededRandom } from '@faultmaven/testkit'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestService, runTurn, type TestService } from '../testing/test-service.ts'
import { STRETCH_FRAMES } from './search-stretch.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })
const context = systemContext()

const WORDS = ['request', 'Überlauf', 'ERROR', 'straße', '完了', 'naïve', 'timeout', 'Łódź', 'x', 'retry=true']

/** A log of some 5 MiB; numbers between the words, so that what stands at a border stands in few other lines. */
function makeText(seed: number, bytesEach: number): string {
  const random = createSeededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const lines: string[] = []
  for (let bytes = 0; bytes < 5 * 2 ** 20;) {
    const time = new Date(Date.UTC(2026, 9, 1) + lines.length * 20).toISOString()
    const words = Array.from({ length: 5 }, () => `${WORDS[below(WORDS.length)]} ${below(1e6)}`)
    // A line that patterns see the beginning of only, far from any border.
    const line = `${time} INFO worker ${words.join(' ')}${lines.length === 50 ? '.'.repeat(70_000) : ''}`
    bytes += (line.length + 1) * bytesEach
    lines.push(line)
  }
  return lines.join('\n')
}

const foldCase = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
const swapCase = (text: string) =>
  text.replaceAll(/[A-Za-z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))

describe.each([
  ['utf-8', 1],
  ['utf-16le', 2],
] as const)('a source of several stretches in %s', (encoding, bytesEach) => {
  const text = makeText(bytesEach, bytesEach)
  const bytes = Buffer.concat([Buffer.from(encoding === 'utf-8' ? '' : '\ufeff', encoding), Buffer.from(text, encoding)])
  const lines = text.split('\n')
  let made: TestService
  let caseId: string
  beforeAll(async () => {
    made = createTestService()
    ;({ caseId } = await runTurn(made.client, [{ name: 'long.log', bytes }]))
  })
  afterAll(() => made.remove())

  async function matches(filter: ExploreFilter): Promise<number> {
    const asked = { caseId, filter, order: 'file', direction: 'forward', limit: 1, count: true } as const
    for await (const event of made.client.exploreLines(asked, context)) if (event.type === 'end') return event.matches
    throw new Error('Exploring must end with its end')
  }

  /** Texts that stand across a border of frames or stretches, or near it. */
  const frames = Math.floor(bytes.length / FRAME_BYTES)
  const borders = fc.oneof(
    fc.integer({ min: 1, max: frames }),
    fc.integer({ min: 1, max: Math.floor(frames / STRETCH_FRAMES) }).map((stretch) => stretch * STRETCH_FRAMES),
  )
  const literals = fc
    .tuple(borders, fc.integer({ min: -30, max: 12 }), fc.integer({ min: 1, max: 30 }))
    .map(([border, from, length]) => {
      const near = bytes.subarray(border * FRAME_BYTES - 200, border * FRAME_BYTES + 200).toString(encoding)
      const middle = bytes.subarray(border * FRAME_BYTES - 200, border * FRAME_BYTES).toString(encoding).length
      return near
        .slice(middle + from, middle + from + length)
        .split('\n')
        .toSorted((a, b) => b.length - a.length)[0]!
    })
    // A border within a character gives one that stands nowhere; half a pair cannot be asked for.
    .filter((literal) => literal !== '' && !/[\ufffd\ud800-\udfff]/.test(literal))

  test('gives what a naive scan gives, with any case and across every border', async () => {
    await fc.assert(
      fc.asyncProperty(literals, fc.boolean(), async (literal, ignoreCase) => {
        const asked = ignoreCase ? swapCase(literal) : literal
        const expected = lines.filter((line) => (ignoreCase ? foldCase(line).includes(foldCase(asked)) : line.includes(asked)))
        expect(expected.length).toBeGreaterThan(0)
        expect(await matches({ text: { literal: asked, ignoreCase } })).toBe(expected.length)
      }),
      { numRuns: 40 },
    )
  })

  test('gives the same for a text, for a pattern of it, and among some of the records only', async () => {
    await fc.assert(
      fc.asyncProperty(literals, fc.integer({ min: 0, max: lines.length - 1 }), async (literal, at) => {
        const pattern = literal.replaceAll(/[^\p{L}\p{N} ]/gu, String.raw`\$&`)
        expect(await matches({ pattern })).toBe(await matches({ text: { literal } }))
        const from = new Date(Date.UTC(2026, 9, 1) + at * 20).toISOString()
        const to = new Date(Date.UTC(2026, 9, 1) + (at + 100) * 20).toISOString()
        const some = lines.slice(at, at + 101).filter((line) => line.slice(0, 65_536).includes(literal))
        expect(await matches({ from, to, text: { literal } })).toBe(some.length)
        expect(await matches({ from, to, pattern })).toBe(some.length)
      }),
      { numRuns: 15 },
    )
  })
})
