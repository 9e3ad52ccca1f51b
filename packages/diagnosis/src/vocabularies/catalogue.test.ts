import { describe, expect, test } from 'vitest'
import { MODES, RESOURCES } from '../grammar/fault-words.ts'
import { VOCABULARIES } from './catalogue.ts'
import type { Vocabulary } from './vocabulary.ts'

const BLAMES = ['caller', 'callee', 'resource', 'configuration', 'network', 'unknown']
const resources = new Set(RESOURCES.map((r) => r.id))
const modes = new Set(MODES.map((m) => m.id))

describe.each(VOCABULARIES.map((v) => [v.name, v] as const))('vocabulary %s', (_, vocabulary) => {
  test('has a kebab-case name, a title and a reference', () => {
    expect(vocabulary.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(vocabulary.title.length).toBeGreaterThan(3)
    expect(vocabulary.reference).toMatch(/^https:\/\//)
    expect(typeof vocabulary.words).toBe('boolean')
  })

  test('has contexts that compile and name the code', () => {
    for (const context of vocabulary.contexts) {
      expect(() => new RegExp(context, 'i')).not.toThrow()
      expect(context).toContain('(?<code>')
    }
  })

  test('has distinct codes', () => {
    const codes = vocabulary.entries.map((entry) => entry.code)
    expect(new Set(codes).size).toBe(codes.length)
  })

  test.each(vocabulary.entries.map((entry) => [entry.code, entry] as const))('entry %s is complete', (_code, entry) => {
    expect(faultsOf(entry)).toEqual([])
  })
})

test('vocabularies have distinct names', () => {
  expect(new Set(VOCABULARIES.map((v) => v.name)).size).toBe(VOCABULARIES.length)
})

function faultsOf(entry: Vocabulary['entries'][number]): string[] {
  const faults: string[] = []
  if (!resources.has(entry.resource)) faults.push(`unknown resource "${entry.resource}"`)
  if (!modes.has(entry.mode)) faults.push(`unknown mode "${entry.mode}"`)
  if (!BLAMES.includes(entry.blames)) faults.push(`unknown blame "${entry.blames}"`)
  if (entry.phrases.some((p) => p !== p.toLowerCase() || p.length < 5)) faults.push('a phrase is not lower-case or too short')
  if (entry.means.length < 10 || entry.means.endsWith('.')) faults.push('"means" is no clause')
  if (entry.decides.length < 5) faults.push('"decides" is missing')
  return faults
}
