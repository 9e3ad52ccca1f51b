import { createSeededRandom } from '@faultmaven/testkit'
import { expect, test } from 'vitest'
import { symptomProfile, withinWindow } from './symptom-profile.ts'
import { measureChange } from './window-change.ts'

const random = createSeededRandom(5)
const noise = Float64Array.from({ length: 120 }, () => random())
const rows = { window: [100, 110], ordinary: Array.from({ length: 100 }, (_, row) => row), least: 0.1 } as const
const raised = (from: number, to: number, by: number) => noise.map((value, row) => (row >= from && row < to ? value + by : value))

test('a window like the others scores like the others; a raised one far above all of them', () => {
  const calm = measureChange(noise, rows)!
  expect(calm.score).toBeLessThan(Math.max(...calm.ordinary))
  expect(measureChange(raised(100, 110, 3), rows)!.score).toBeGreaterThan(2 * Math.max(...calm.ordinary))
})

test('an incident need not fill its window', () => {
  expect(measureChange(raised(100, 105, 3), rows)!.score).toBeGreaterThan(8)
})

test('too few values on either side say nothing', () => {
  expect(measureChange(noise, { ...rows, ordinary: [1, 2, 3] })).toBeUndefined()
  expect(
    measureChange(
      noise.map((value, row) => (row >= 100 ? Number.NaN : value)),
      rows,
    ),
  ).toBeUndefined()
})

test('what is raised in the calm part of the symptom’s window too is drift', () => {
  const profile = symptomProfile(raised(104, 110, 3), rows)!
  const drift = raised(100, 120, 3)
  const local = raised(104, 110, 3)
  const scoreOf = (values: Float64Array) => withinWindow(values, measureChange(values, rows)!, profile, rows.window)
  expect(scoreOf(drift)).toBeLessThan(2)
  expect(scoreOf(local)).toBeGreaterThan(8)
  expect(symptomProfile(raised(100, 110, 9), rows)).toBeUndefined()
})
