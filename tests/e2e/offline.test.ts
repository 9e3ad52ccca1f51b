import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { TurnAnswer } from '@faultmaven/contracts'
import { createShopIncident } from '@faultmaven/testkit'
import { expect, test } from 'vitest'
import { bundle, withFolder } from '../support/server.ts'
import { writeIncident } from '../support/write-incident.ts'

async function faultmaven(
  args: readonly string[],
  stdin?: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [bundle, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.on('error', () => {})
  child.stdin.end(stdin ?? '')
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const incident = createShopIncident({ megabytes: 1 })

test('analyze says the cause with its proof and exits with 1', () =>
  withFolder(async (folder) => {
    const { code, stdout } = await faultmaven([
      'analyze',
      '--question',
      incident.question,
      ...(await writeIncident(incident, folder)),
    ])
    expect(stdout).toMatch(incident.truth.mechanism)
    expect(stdout).toContain(`${incident.truth.rootFile}:`)
    expect(code).toBe(1)
  }))

test('a pipe is analysed, and --json prints the whole answer', async () => {
  const log = `2026-11-03T03:11:00Z INFO starting\n2026-11-03T03:11:02Z ERROR write /var/lib/app/data.db: no space left on device\n`
  const { code, stdout } = await faultmaven(['analyze', '--json'], log.repeat(5))
  const answer = JSON.parse(stdout) as TurnAnswer
  expect(answer.board.problems[0]?.hypotheses[0]?.title).toMatch(/disk|space|full/i)
  expect(answer.sources.map(({ name }) => name)).toEqual(['stdin'])
  expect(code).toBe(1)
})

test('a file that is not there is named before anything runs', async () => {
  const { code, stderr } = await faultmaven(['analyze', '/no/such/file.log'])
  expect(stderr).toContain('/no/such/file.log')
  expect(code).toBe(2)
})

test('verify re-reads the originals: every claim holds; a changed line or a forged quote fails; a missing file is said', () =>
  withFolder(async (folder) => {
    const files = await writeIncident(incident, folder)
    const report = path.join(folder, 'report.html')
    await faultmaven(['analyze', '--question', incident.question, '--report', report, ...files])
    const html = await readFile(report, 'utf8')
    expect(html).not.toContain('<script')

    const good = await faultmaven(['verify', report, ...files])
    expect(good.stdout).toMatch(/^[1-9]\d* hold, 0 fail, 0 undecided$/m)
    expect(good.code).toBe(0)

    const forged = path.join(folder, 'forged.html')
    await writeFile(forged, html.replaceAll(incident.truth.rootText, incident.truth.rootText.replace('reserved', 'plentiful')))
    expect((await faultmaven(['verify', forged, ...files])).code).toBe(1)

    const rootFile = files.find((file) => file.endsWith(incident.truth.rootFile)) ?? ''
    await writeFile(rootFile, (await readFile(rootFile, 'utf8')).replaceAll('slots', 'slates'))
    const changed = await faultmaven(['verify', report, ...files])
    expect(changed.code).toBe(1)
    expect(changed.stdout).toMatch(/^changed /m)

    const without = await faultmaven(['verify', report, ...files.filter((file) => file !== rootFile)])
    expect(without.code).toBe(3)
    expect(without.stdout).toMatch(/^missing /m)
  }))
