import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createUploads } from './uploads.ts'

const ids = { caseId: 'a', turnId: '1' }

/** An upload that lasts until it is cut, and then some. */
function lasting(told: string[]) {
  return (signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      told.push('began')
      signal.addEventListener('abort', () => setImmediate(() => reject(new Error(told.push('ended').toString()))))
    })
}

describe('closedWhile', () => {
  test('work begins only when every upload of the case has ended', async () => {
    const uploads = createUploads({ maxUploads: 4 })
    const told: string[] = []
    const cut = [uploads.run(ids, lasting(told)), uploads.run({ ...ids, turnId: '2' }, lasting(told))]
    const closed = uploads.closedWhile('a', async () => told.push('deleted'))
    expect((await Promise.allSettled(cut)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await closed
    expect(told).toEqual(['began', 'began', 'ended', 'ended', 'deleted'])
  })

  test('uploads of another case go on', async () => {
    const uploads = createUploads({ maxUploads: 4 })
    const told: string[] = []
    void uploads.run({ caseId: 'b', turnId: '1' }, lasting(told)).catch(() => {})
    await uploads.closedWhile('a', async () => told.push('deleted'))
    await turnOfTheLoop()
    expect(told).toEqual(['began', 'deleted'])
  })

  test('an upload that comes meanwhile begins after the work, even after work that failed', async () => {
    const uploads = createUploads({ maxUploads: 4 })
    const told: string[] = []
    const closed = uploads.closedWhile('a', async () => {
      await turnOfTheLoop()
      told.push('failed')
      throw new Error('unreachable')
    })
    const upload = uploads.run(ids, async () => void told.push('uploaded'))
    await expect(closed).rejects.toThrow('unreachable')
    await upload
    expect(told).toEqual(['failed', 'uploaded'])
  })
})
