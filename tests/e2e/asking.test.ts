import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type Server, startServer } from '../support/server.ts'

const LOG = [
  '2026-11-23T08:00:01Z WARN checkout: could not log in to orders-db, permission denied',
  '2026-11-23T08:00:02Z WARN checkout: orders-db not found in the service registry',
]
let folder: string
let server: Server
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-asking-'))
  server = await startServer(['--data', path.join(folder, 'data')])
  browser = await launchBrowser()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(server.link)
  const file = { name: 'checkout.log', mimeType: 'text/plain', buffer: Buffer.from(`${LOG.join('\n')}\n`) }
  await page.locator('input[type=file]').first().setInputFiles([file])
  await page.getByRole('textbox').first().fill('Why do orders fail?')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Next steps').waitFor({ timeout: 60_000 })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const box = () => page.locator('[data-asked]')
const button = (name: string) => box().getByRole('button', { name, exact: true })
const leader = () => page.locator('li[data-judged] summary').first().innerText()

test('the whole answer stands, and one thing is asked below the causes, with why', async () => {
  expect(await box().count()).toBe(1)
  expect(await box().innerText()).toContain('Were rights, passwords or keys changed')
  expect(await box().innerText()).toMatch(/to tell “.+” \(\d+%\) from “.+” \(\d+%\)/)
  expect(await page.getByText('Evidence that would decide').count()).toBe(1)
})

test('answered by keyboard the ranking follows, the answer says what it changed, and nothing moves under the pointer', async () => {
  const before = await leader()
  const no = button('No')
  await no.hover()
  const place = await no.boundingBox()
  await no.focus()
  await page.keyboard.press('Enter')
  await box().getByText('leads now').waitFor()
  expect(await box().innerText()).toContain('You said “No”, which is no evidence.')
  expect(await no.getAttribute('aria-pressed')).toBe('true')
  expect(await no.boundingBox()).toEqual(place)
  await page.mouse.move(1200, 500)
  await expect.poll(leader).not.toBe(before)
})

test('is there after a reload, and is taken back by the same button', async () => {
  await page.reload()
  await box().getByText('leads now').waitFor()
  await button('No').click()
  await box().getByText('You need not answer').waitFor()
  // The word is taken at once, the ranking follows.
  await expect.poll(() => page.getByText(/was \d+%/).count()).toBe(0)
})

test('a server that was killed goes on where it waited', async () => {
  await server.stop('SIGKILL')
  const { hash } = new URL(page.url())
  server = await startServer(['--data', path.join(folder, 'data')])
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(server.link)
  await page.locator('input[type=file]').first().waitFor({ state: 'attached' })
  await page.waitForURL((url) => !url.hash.includes('link='), { waitUntil: 'commit' })
  await page.goto(`${server.url}/${hash}`)
  await box().waitFor({ timeout: 30_000 })
  await button('Yes').click()
  await box().getByText('rose from').waitFor()
  expect(await button('Yes').getAttribute('aria-pressed')).toBe('true')
})

test('a new turn ends the waiting: what was said can only be taken back', async () => {
  await page.getByRole('textbox').first().fill('What else is known?')
  await page.keyboard.press('Control+Enter')
  await page.locator('details', { hasText: 'Why do orders fail?' }).first().waitFor({ timeout: 30_000 })
  await page.getByText('Next steps').last().waitFor({ timeout: 60_000 })
  const past = page.locator('details', { hasText: 'Why do orders fail?' }).first()
  await past.locator('summary').first().click()
  const asked = past.locator('[data-asked]')
  expect(await asked.getByRole('button', { name: 'No', exact: true }).isDisabled()).toBe(true)
  expect(await asked.getByRole('button', { name: 'Yes', exact: true }).isEnabled()).toBe(true)
})
