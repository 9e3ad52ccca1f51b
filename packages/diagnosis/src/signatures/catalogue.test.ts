import { describe, expect, test } from 'vitest'
import { MODES, RESOURCES } from '../grammar/fault-words.ts'
import { SIGNATURES } from './catalogue.ts'
import type { Signature } from './signature.ts'

const resources = new Set(RESOURCES.map((r) => r.id))
const modes = new Set(MODES.map((m) => m.id))

test('signatures have distinct ids', () => {
  const ids = SIGNATURES.map((signature) => signature.id)
  expect(new Set(ids).size).toBe(ids.length)
})

describe.each(SIGNATURES.map((signature) => [signature.id, signature] as const))('%s', (_, signature) => {
  test('is complete', () => {
    expect(faultsOf(signature)).toEqual([])
  })
  test.each(signature.samples.match.map((sample) => [sample]))('matches %s', (sample) => {
    expect(matches(signature, sample)).toBe(true)
  })
  test.each(signature.samples.noMatch.map((sample) => [sample]))('does not match %s', (sample) => {
    expect(matches(signature, sample)).toBe(false)
  })
})

function matches(signature: Signature, text: string): boolean {
  const lower = text.toLowerCase()
  return signature.anyOf.some((literal) => lower.includes(literal)) && new RegExp(signature.pattern, 'i').test(text)
}

function faultsOf(signature: Signature): string[] {
  const faults: string[] = []
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(signature.id)) faults.push('the id is not <technology>/<fault>')
  if (!resources.has(signature.resource)) faults.push(`unknown resource "${signature.resource}"`)
  if (!modes.has(signature.mode)) faults.push(`unknown mode "${signature.mode}"`)
  if (signature.anyOf.length === 0 || signature.anyOf.some((literal) => literal !== literal.toLowerCase()))
    faults.push('anyOf is not lower-case')
  if (!signature.reference.startsWith('https://')) faults.push('no reference')
  if (signature.samples.match.length === 0) faults.push('no sample')
  if (signature.samples.noMatch.length === 0) faults.push('no near miss')
  if (/[.]$/.test(signature.title)) faults.push('the title ends with a period')
  if (!/[.]$/.test(signature.explanation)) faults.push('the explanation is no sentence')
  if (signature.needs.some((need) => need.text.length === 0 || need.why.length === 0)) faults.push('a need without reason')
  return faults
}
