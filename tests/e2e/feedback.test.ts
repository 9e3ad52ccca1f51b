import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type Server, startServer } from '../support/server.ts'

const LOG = [
  '2026-11-23T08:00:01Z ERROR billing HikariPool-1 - Connection is not available, request timed out after 30000ms',
  '2026-11-23T08:00:02Z ERROR billing connection pool exhausted: 20/20 in use',
  '2026-11-23T08:00:03Z FATAL ledger write failed: No space left on device: /var/lib/ledger/wal',
  '2026-11-23T08:00:04Z ERROR mailer TLS handshake failed: certificate has expired',
  '2026-11-23T08:00:05Z ERROR billing connection pool exhausted: 20/20 in use',
]
let folder: string
let server: Server
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-feedback-'))
  server = await startServer(['--data', path.join(folder, 'data')])
  browser = await launchBrowser()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(server.link)
  const file = { name: 'all.log', mimeType: 'text/plain', buffer: Buffer.from(`${LOG.join('\n')}\n`) }
  await page.locator('input[type=file]').first().setInputFiles([file])
  await page.getByRole('textbox').first().fill('What is wrong?')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Next steps').waitFor({ timeout: 60_000 })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const rows = () => page.locator('li[data-judged]')
const titles = async () => (await rows().locator('summary').allInnerTexts()).map((text) => text.split('\n').join(' '))

test('one click on "Wrong" moves the ranking, and nothing moves under the pointer', async () => {
  const before = await titles()
  const wrong = rows().first().locator('[data-verdict=wrong]')
  await wrong.hover()
  const place = await wrong.boundingBox()
  await wrong.click()
  await page.getByText('you: wrong').first().waitFor()
  expect(await wrong.boundingBox()).toEqual(place)
  expect(await rows().first().innerText()).toMatch(/was \d+%/)
  await page.mouse.move(1200, 500)
  await expect.poll(async () => (await titles())[0]).not.toBe(before[0])
})

test('what was said is there after a reload, and is undone exactly', async () => {
  await page.reload()
  await page.getByText('you: wrong').first().waitFor()
  await page.getByRole('button', { name: 'Undo the last' }).click()
  await expect.poll(() => page.getByText('you: wrong').count()).toBe(0)
  expect(await page.getByText(/was \d+%/).count()).toBe(0)
})

test('keys judge the claim that has the focus, and the same key takes it back', async () => {
  const claim = page.locator('article[data-claim]').first()
  await claim.locator('[data-cite]').first().focus()
  await page.keyboard.press('r')
  const right = claim.locator('[data-verdict=right]')
  await expect.poll(() => right.getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.press('r')
  await expect.poll(() => right.getAttribute('aria-pressed')).toBe('false')
})
