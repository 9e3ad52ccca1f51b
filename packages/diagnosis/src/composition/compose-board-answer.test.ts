import type { Hypothesis, NextStep } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { composeBoardAnswer } from './compose-board-answer.ts'

const cause = (title: string, confidence: number, mechanism = 'x'): Hypothesis => ({
  id: title,
  title,
  summary: '',
  mechanism,
  confidence,
  state: 'open',
  claimIds: [],
  againstClaimIds: [],
  findingIds: [],
  references: [],
})
const board = (hypotheses: Hypothesis[], steps: NextStep[] = []) => ({
  problems: [{ id: 'p', title: 'P', hypotheses, somethingElse: 0 }],
  steps,
})
const step = (text: string, purpose: NextStep['purpose']): NextStep => ({ id: text, text, purpose, risk: 'read-only' })
const isIt = (about: string, ...hypotheses: Hypothesis[]) =>
  composeBoardAnswer({ kind: 'is-it', about }, board(hypotheses))?.headline
const broker = (confidence: number) => cause('The broker refused the producer', confidence)
const disk = (confidence: number) => cause('The disk of ledger-2 is full', confidence)

test('a cause that is asked about is confirmed, doubted or left open, each with its confidence', () => {
  expect(isIt('broker', broker(0.8), disk(0.1))).toBe('Yes, most likely: “The broker refused the producer” (80%)')
  expect(isIt('disks', broker(0.8), disk(0.1))).toMatch(/^Probably not: .*ledger-2.* \(10%\) is less likely than .* \(80%\)$/)
  expect(isIt('disk', broker(0.4), disk(0.3))).toMatch(/^Undecided: .*\(30%\), while the likeliest is .*\(40%\)$/)
  expect(isIt('cache', broker(0.8))).toMatch(/^No cause that the evidence points to names “cache”: most likely is/)
  expect(isIt('cache', broker(0.3))).toContain('none is decided')
})

test('what the user marked wrong is no answer, and without causes there is none', () => {
  expect(isIt('broker', { ...broker(0.8), state: 'refuted' })).toBeUndefined()
  expect(isIt('broker')).toBeUndefined()
})

test('what to do now: what mitigates comes first, and a doubtful cause is called so', () => {
  const steps = [step('Find the leak', 'fix'), step('Restart it', 'mitigate')]
  const now = (confidence: number, told: NextStep[]) =>
    composeBoardAnswer({ kind: 'what-now' }, board([broker(confidence)], told))?.headline
  expect(now(0.8, steps)).toBe('Do first: Restart it. Against “The broker refused the producer” (80%)')
  expect(now(0.3, steps.slice(0, 1))).toMatch(
    /^Nothing is known to mitigate it at once; begin with: Find the leak\. .*not decided$/,
  )
  expect(now(0.8, [])).toMatch(/^No step is known/)
})
