import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TurnAnswer } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle, startServer } from '../support/server.ts'

const folder = path.resolve(import.meta.dirname, '../../dist/web/samples')
const archives = readdirSync(folder).filter((name) => name.endsWith('.gz'))

test.each(archives)('every file of the sample %s is read to its last line', async (name) => {
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, [bundle, 'analyze', '--json', path.join(folder, name)], { maxBuffer: 2 ** 26 }, (_error, text) =>
      resolve(text),
    )
  })
  const { sources, outcome } = JSON.parse(stdout) as TurnAnswer
  expect(sources.length).toBeGreaterThan(2)
  expect(sources.filter(({ state, coverage }) => state !== 'ready' || (coverage?.skipped ?? 0) > 0)).toEqual([])
  expect(outcome).toMatch(/supported|undecided|no-fault/)
})

test('the page offers the samples; one fills question and files, and is answered like any other case', async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-samples-'))
  const server = await startServer(['--data', path.join(data, 'data')])
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(server.link)
    const list = page.getByRole('region', { name: /sample cases/i })
    await list.getByText('7 more samples').click()
    expect(await list.getByRole('listitem').count()).toBe(archives.length)
    await list.getByRole('button', { name: 'The build is red since the last merge. Why?' }).click()
    await page.getByText('npm-package-missing.tar.gz').waitFor()
    expect(await page.getByRole('textbox').first().inputValue()).toBe('The build is red since the last merge. Why?')
    // The composer has the focus: the sample is a draft like any other.
    await page.keyboard.press('Control+Enter')
    await page.locator('[data-cite]').filter({ hasText: 'build.log' }).first().waitFor({ timeout: 60_000 })
  } finally {
    await browser.close()
    await server.stop()
    await rm(data, { recursive: true, force: true })
  }
})
