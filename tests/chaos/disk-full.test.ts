import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openSession } from '../support/client.ts'
import { bundle, startCommand } from '../support/server.ts'

/** A server whose data folder is a file system of its own of so many megabytes, in a namespace of its own: no change to the machine. */
async function startOnSmallDisk(folder: string, megabytes: number) {
  const script = `mount -t tmpfs -o size=${megabytes}m tmpfs "$1" && exec "$2" "$3" serve --port 0 --data "$1"`
  return startCommand([
    'unshare',
    '--user',
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    folder,
    process.execPath,
    bundle,
  ])
}

test('a full disk refuses the file that does not fit; the other files of the turn are answered and the process lives', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-full-'))
  const server = await startOnSmallDisk(folder, 24)
  try {
    const session = await openSession(server)
    const line = '2026-11-03T03:11:00.000Z INFO request served in 12 ms by worker 7 for tenant blue\n'
    const { answer, caseId } = await session.ask({
      question: 'Why does the app fail?',
      files: [
        { name: 'first.log', content: '2026-11-03T03:11:02Z ERROR connect ECONNREFUSED 10.0.0.7:5432\n'.repeat(40) },
        { name: 'huge.log', content: line.repeat(Math.ceil((60 * 2 ** 20) / line.length)) },
        { name: 'last.log', content: '2026-11-03T03:11:04Z ERROR connect ECONNREFUSED 10.0.0.7:5432\n'.repeat(40) },
      ],
    })
    const states = Object.fromEntries(answer.sources.map(({ name, state }) => [name, state]))
    expect(states).toMatchObject({ 'first.log': 'ready', 'last.log': 'ready' })
    expect(states['huge.log']).not.toBe('ready')
    expect(JSON.stringify([answer.notExamined, answer.sources])).toMatch(/disk/i)
    expect(answer.board.problems[0]?.hypotheses[0]?.title).toMatch(/refused|listening/i)

    // Deleting gives the space back, and the next case has it.
    expect((await session.request(`/v1/cases/${caseId}`, { method: 'DELETE' })).status).toBe(200)
    const next = await session.ask({ files: [{ name: 'again.log', content: line.repeat(100_000) }] })
    expect(next.answer.sources[0]?.state).toBe('ready')
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
