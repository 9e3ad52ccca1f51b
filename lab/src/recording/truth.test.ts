import { expect, test } from 'vitest'
import { allFaults } from '../faults/index.ts'
import { programs } from '../programs/index.ts'
import { expectedOf } from './truth.ts'

test('fault ids are unique, in kebab case and of moderate length', () => {
  const ids = allFaults.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id) || id.length > 40)).toEqual([])
})

test.each(allFaults.map((fault) => [fault.id, fault] as const))(
  '%s names programs of the lab and says what must be answered',
  (_, fault) => {
    const names = programs.map(({ name }) => name)
    expect(fault.programs.filter((name) => !names.includes(name))).toEqual([])
    expect((fault.links ?? []).filter((name) => !fault.programs.includes(name))).toEqual([])
    expect(fault.programs).toContain(fault.entity)
    expect(Object.keys(fault.facts).length).toBeGreaterThan(0)
    expect(fault.evidence.length).toBeGreaterThan(0)
    expect(fault.question).toMatch(/[?.]$/)
  },
)

test.each(allFaults.map((fault) => [fault.id, fault] as const))(
  '%s: its expectation has the form of the kit, patterns that compile, and its question does not tell',
  (_, fault) => {
    const expected = expectedOf({ fault, isTwin: false })
    for (const pattern of [
      ...expected.facts.flatMap(({ any }) => any),
      ...expected.forbidden,
      ...expected.evidence.map(({ line_regex }) => line_regex),
    ]) {
      expect(() => new RegExp(pattern, 'i')).not.toThrow()
    }
    const told = expected.facts.every(({ any }) => any.some((pattern) => new RegExp(pattern, 'i').test(fault.question)))
    expect(told).toBe(false)
  },
)

test('a healthy twin expects quiet', () => {
  const [fault] = allFaults
  const expected = expectedOf({ fault: fault!, isTwin: true })
  expect(expected.verdict).toBe('no_fault')
  expect(expected.facts[0]?.any.some((pattern) => new RegExp(pattern, 'i').test('No fault was found in this evidence'))).toBe(
    true,
  )
})
