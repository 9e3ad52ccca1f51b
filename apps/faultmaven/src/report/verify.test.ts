import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { analyze } from '../analyze/analyze.ts'
import { verify } from './verify.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-verify-'))
  vi.spyOn(console, 'log').mockImplementation(() => {})
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

test('verify recomputes the claims of a report that withholds values, against the files that hold them', async () => {
  const line = (second: number) =>
    `2026-11-03T03:10:${String(second).padStart(2, '0')}Z ERROR login of ada@example.org from 198.51.100.7 failed: cannot write /var/lib/db: No space left on device\n`
  const log = path.join(folder, 'db.log')
  await writeFile(log, Array.from({ length: 40 }, (_, second) => line(second)).join(''))
  const report = path.join(folder, 'report.html')
  await analyze(['--question', 'Why does the login fail?', '--report', report, log], '0.1.0')
  const html = await readFile(report, 'utf8')
  expect(html).toContain('&lt;EMAIL_1&gt;')
  expect(html).not.toMatch(/ada@example\.org|198\.51\.100\.7/)
  expect(console.error).toHaveBeenCalledWith(expect.stringMatching(/^Withheld: .*1 e-mail address/))
  expect(await verify([report, log])).toBe(0)
  await writeFile(log, Array.from({ length: 40 }, (_, second) => line(second).replace('ada', 'eve')).join(''))
  expect(await verify([report, log])).toBe(1)
})
