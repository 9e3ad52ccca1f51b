import type { Source } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { establishTimeline } from '../phases/timeline.ts'
import { clockNotes } from './clock-notes.ts'

const NOTE = 'The clock of a.log runs 3.2 s ± 0.1 s ahead of b.log (17 shared ids)'

function source(name: string, correctionMs: number): Source {
  const alignment = { referenceId: 'b', correctionMs, uncertaintyMs: 100, sharedIds: 17, notes: [NOTE] }
  const clock = { zone: 'stated' as const, yearAssumed: false, uncertaintyMs: 1, alignment }
  const read = { kind: 'log' as const, format: 'general', encoding: 'utf-8', bytes: 1, sha256: '', state: 'ready' as const }
  return { id: name, turnId: 't', name, ...read, clock, skipped: [], receivedAt: '2026-11-22T12:00:00.000000Z' }
}

test('the timeline says how clocks were moved, and nothing of those that were not', () => {
  expect(clockNotes([source('a', -3200), source('b', 0)])).toEqual([NOTE])
  expect(establishTimeline({ findings: [], sources: [source('a', -3200)] }).summary).toBe(`No trouble with a time. ${NOTE}`)
})
