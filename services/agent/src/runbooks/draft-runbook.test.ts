import { randomUUID } from 'node:crypto'
import type { CaseEvent, Finding, FeedbackTarget, FeedbackVerdict, Hypothesis, NextStep } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { createScriptedEvidence } from '../testing/scripted-evidence.ts'
import { ask, callAs, startAgent } from '../testing/start-agent.ts'
import { writeRunbook } from './write-runbook.ts'

/** The finding of the script, with a person's address in it. */
function withAddress(finding: Finding): Finding {
  return { ...finding, title: 'No space left on /var/lib/db, written by ada@example.org' }
}
const leaderOf = (log: readonly CaseEvent[]): Hypothesis => {
  const boards = log.flatMap(({ event }) => (event.type === 'board-changed' ? [event.board] : []))
  return boards.at(-1)!.problems[0]!.hypotheses[0]!
}
const stepsOf = (log: readonly CaseEvent[]): NextStep[] =>
  log.flatMap(({ event }) => (event.type === 'step-added' ? [event.step] : []))

async function startSolved() {
  const plain = createScriptedEvidence()
  const listFindings: typeof plain.client.listFindings = async (input, context) => {
    const { findings } = await plain.client.listFindings(input, context)
    return { findings: findings.map(withAddress) }
  }
  const watchTurn: typeof plain.client.watchTurn = async function* (input, context) {
    for await (const event of plain.client.watchTurn(input, context))
      yield event.type === 'finding-added' ? { ...event, finding: withAddress(event.finding) } : event
  }
  const started = startAgent({ evidence: { ...plain, client: { ...plain.client, listFindings, watchTurn } } })
  const { ids, log } = await ask(started.client)
  const say = (target: FeedbackTarget, verdict: FeedbackVerdict) =>
    started.client.giveFeedback({ caseId: ids.caseId, feedbackId: randomUUID(), target, verdict }, callAs())
  return { ...started, ids, log, say, draft: () => started.client.draftRunbook({ caseId: ids.caseId }, callAs()) }
}

describe('draftRunbook', () => {
  test('asks first which cause it was', async () => {
    const { draft, say, log } = await startSolved()
    expect(await draft()).toMatchObject({ state: 'refused', why: expect.stringContaining('called right') })
    await say({ kind: 'hypothesis', hypothesisId: leaderOf(log).id }, 'wrong')
    expect((await draft()).state).toBe('refused')
  })

  test('is the cause that was called right, with every value withheld that redaction knows, each shown beside its placeholder', async () => {
    const { draft, say, log } = await startSolved()
    const cause = leaderOf(log)
    await say({ kind: 'hypothesis', hypothesisId: cause.id }, 'right')
    const told = await draft()
    if (told.state !== 'draft') throw new Error(told.why)
    const text = told.pieces.map((piece) => piece.text).join('')
    expect(text).toMatch(/^# .+\n\n## Symptoms\n\n- No space left on \/var\/lib\/db, written by <EMAIL_1>\n/)
    expect(text).toContain('\n## Cause\n')
    expect(text).toContain('\n## Fix\n')
    expect(text).not.toContain('ada@example.org')
    expect(told.pieces).toContainEqual({ text: '<EMAIL_1>', was: 'ada@example.org' })
    expect(told.name).toMatch(/^[\p{L}\p{N}-]+\.md$/u)
  })

  test('leaves out a step that did not help', async () => {
    const { draft, say, log } = await startSolved()
    const hypothesisId = leaderOf(log).id
    const step = stepsOf(log).find((one) => one.hypothesisId === hypothesisId && one.purpose !== 'verify')!
    await say({ kind: 'hypothesis', hypothesisId }, 'right')
    const textOf = async () => {
      const told = await draft()
      return told.state === 'draft' ? told.pieces.map(({ text }) => text).join('') : ''
    }
    expect(await textOf()).toContain(step.text.slice(0, 40))
    await say({ kind: 'step', hypothesisId, text: step.text }, 'did-not-help')
    expect(await textOf()).not.toContain(step.text.slice(0, 40))
  })

  test('is not for strangers', async () => {
    const { client, ids } = await startSolved()
    await expect(client.draftRunbook({ caseId: ids.caseId }, callAs('eve'))).rejects.toMatchObject({ code: 'case.not_found' })
  })
})

describe('writeRunbook()', () => {
  const cause: Hypothesis = {
    id: 'h',
    title: 'The disk is full',
    summary: 'No byte is left.',
    mechanism: 'disk/exhausted',
    confidence: 0.8,
    state: 'supported',
    claimIds: [],
    againstClaimIds: [],
    findingIds: [],
    references: [],
  }
  const step = (text: string, change: Partial<NextStep> = {}): NextStep => ({
    id: text,
    text,
    risk: 'read-only',
    purpose: 'fix',
    hypothesisId: 'h',
    ...change,
  })
  const write = (steps: readonly NextStep[], worked: readonly string[] = []) =>
    writeRunbook({ cause, findings: [], steps, needs: [], worked: new Set(worked), failed: new Set() }).markdown

  test('puts what worked first, and leaves out steps of other causes and of other runbooks', () => {
    const runbook = { citation: '11111111-1111-4111-8111-111111111111@1#a:1-2', title: 'Other' }
    const written = write(
      [step('Add a disk.'), step('Delete logs.'), step('Restart.', { hypothesisId: 'x' }), step('Read.', { runbook })],
      ['Delete logs.'],
    )
    expect(written).toBe('# The disk is full\n\n## Cause\n\nNo byte is left.\n\n## Fix\n\n- Delete logs.\n\n- Add a disk.\n')
  })

  test('says what is missing where nothing is known to have solved it', () => {
    expect(write([])).toContain('## Fix\n\nWhat solved it was not said in the case')
  })

  test('keeps a command whole in a listing that it cannot end', () => {
    expect(write([step('Look.', { command: 'echo ```\nls' })])).toContain('- Look.\n\n  ````sh\n  echo ```\n  ls\n  ````\n')
  })
})
