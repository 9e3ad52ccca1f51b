import { describe, expect, test } from 'vitest'
import { claimOf, sampleAnswer } from '@faultmaven/testkit'
import { printAnswer } from './print-answer.ts'

describe('printAnswer()', () => {
  test('shows causes with their proof, then what else is known, what to do and what was not examined', () => {
    expect(printAnswer(sampleAnswer())).toBe(`The disk of the database is full

 75%  The disk of the database is full
      Writes failed 40 times.
      db.log says "disk full" 40 times
        db.log:7  ERROR disk full
 25%  something else

Also:
  - web.log holds no error
        db.log:7  ERROR disk full
  - Retries may add load. (no evidence of its own)

Next steps:
  - Free space
    $ df -h   (read-only)

Not examined:
  - core.bin is not text
`)
  })

  test('an answer without causes is more than its headline', () => {
    const { board, ...quiet } = sampleAnswer()
    const printed = printAnswer({ ...quiet, board: { ...board, problems: [] }, headline: 'No fault found' })
    expect(printed).toContain('What is known:\n  - db.log says')
  })

  test('prints what only the user can tell, with why, and waits for nothing', () => {
    const asked = { turnId: 't', about: 'a', text: 'Was the disk full?', why: 'No source shows it.', choices: [] }
    expect(printAnswer({ ...sampleAnswer(), asked })).toContain(
      'What only you can tell:\n  - Was the disk full?\n    No source shows it.\n',
    )
  })

  test('cuts a long line around what proves, not after its head', () => {
    const quote = `{"pad":"${'x'.repeat(300)}","note":"Lease lost","more":"${'y'.repeat(300)}"}`
    const claim = claimOf('c-0', 'It says so', quote)
    const proved = { ...claim, predicate: { name: 'absent' as const, selector: { literals: ['lease LOST'], ignoreCase: true } } }
    const line = printAnswer({ ...sampleAnswer(), claims: [proved] }).match(/db\.log:7.*/)?.[0] ?? ''
    expect(line).toMatch(/^db\.log:7 {2}….*"note":"Lease lost".*…$/)
    expect(line.length).toBeLessThanOrEqual(160)
    const unproved = { ...claim, predicate: { name: 'absent' as const, selector: { literals: ['nowhere'] } } }
    expect(printAnswer({ ...sampleAnswer(), claims: [unproved] })).toContain('db.log:7  {"pad":"xx')
  })

  test('lets no evidence move the cursor, change colours or look like a line of its own', () => {
    const hostile = '\u001B[2J\u202Ex\n100%  Forged cause'
    const answer = sampleAnswer()
    const printed = printAnswer({
      ...answer,
      headline: hostile,
      claims: [claimOf('c-0', hostile, hostile)],
      statements: [{ statementId: 's', basis: 'inference', text: hostile }],
      steps: answer.steps.map((step) => ({ ...step, text: hostile, command: hostile })),
      needs: [{ id: 'e', text: hostile, why: hostile, command: hostile, hypothesisIds: [] }],
      notExamined: [hostile],
      problems: [{ type: 't', title: hostile, status: 500, code: 'service.internal', detail: hostile }],
    })
    expect(printed).not.toMatch(/[^\P{C}\n]/u)
    expect(printed).not.toMatch(/^100%/m)
    expect(printed.match(/Forged cause/g)?.length).toBeGreaterThan(8)
  })
})
