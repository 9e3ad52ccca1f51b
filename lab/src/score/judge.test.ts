import { expect, test } from 'vitest'
import type { Expected } from '../recording/truth.ts'
import { judge } from './judge.ts'

const expected: Expected = {
  title: 'disk-full at store',
  source: 'lab/store-disk-full',
  licence: 'Apache-2.0',
  kind: 'disk-full',
  verdict: 'fault',
  facts: [
    { id: 'full', any: ['disk[^.]* full'], weight: 1 },
    { id: 'who', any: ['store'], weight: 1 },
  ],
  forbidden: ['deadlock'],
  evidence: [{ file: '*', line_regex: 'No space left' }],
}
const lines = new Map([['store.log', ['started', 'write failed: No space left on device', 'stopped', 'bye', 'end', 'end']]])
const right = {
  title: 'The disk of store is full',
  summary: 'Writes stop because nothing more fits.',
  confidence: 0.8,
  citations: [{ file: 'store.log', line: 2 }],
}

test('the right cause, cited and said with confidence, passes and is decisive', () => {
  expect(judge(expected, lines, { hypotheses: [right] })).toEqual({ passed: true, decisive: true, precision: 1, reasons: [] })
})

test('the right cause behind a wrong one passes but is not decisive', () => {
  const wrong = { title: 'The network is slow', summary: 'Packets are late.', confidence: 0.9 }
  expect(judge(expected, lines, { hypotheses: [wrong, right] })).toMatchObject({ passed: true, decisive: false })
})

test('what was not cited, what is forbidden and what is missing fails', () => {
  expect(judge(expected, lines, { hypotheses: [{ ...right, citations: [{ file: 'store.log', line: 5 }] }] }).reasons).toEqual([
    'no evidence line cited',
  ])
  expect(judge(expected, lines, { hypotheses: [{ ...right, summary: 'It is a deadlock.' }] }).reasons).toEqual([
    'forbidden: deadlock',
  ])
  expect(
    judge(expected, lines, { hypotheses: [{ ...right, summary: 'A deadlock was ruled out; not a deadlock.' }] }).passed,
  ).toBe(true)
  expect(judge(expected, lines, {}).reasons).toContain('no answer')
})

test('a quotation of the log is no diagnosis', () => {
  const long = 'the disk of the store is full and the writer of the store gave up after nine tries in a row'
  const quoted = new Map([['store.log', [`${long} No space left`]]])
  const echo = { title: long, summary: '', confidence: 0.9, citations: [{ file: 'store.log', line: 1 }] }
  expect(judge(expected, quoted, { hypotheses: [echo] }).reasons).toEqual(['mere quotation'])
})

test('a quiet case fails on a confident fault and passes on "no fault"', () => {
  const quiet: Expected = {
    ...expected,
    verdict: 'no_fault',
    facts: [{ id: 'quiet', any: ['no fault'], weight: 1 }],
    forbidden: [],
    evidence: [{ file: '*', line_regex: '\\S' }],
  }
  const citations = [{ file: 'store.log', line: 1 }]
  expect(judge(quiet, lines, { answer: 'No fault was found', citations })).toMatchObject({ passed: true, decisive: true })
  expect(judge(quiet, lines, { hypotheses: [right], answer: 'No fault was found' }).passed).toBe(false)
})
