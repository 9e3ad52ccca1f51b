import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createShopIncident } from '@faultmaven/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFaults, launchBrowser, listenForComplaints } from '../support/browser.ts'
import { type Server, startServer } from '../support/server.ts'
import { writeIncident } from '../support/write-incident.ts'

const MEGABYTES = 50
const incident = createShopIncident({ megabytes: MEGABYTES })
let folder: string
let server: Server
let browser: Browser
let page: Page
let files: string[]
/** What the browser said: errors of scripts and violations of the policy. */
let complaints: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-page-'))
  files = await writeIncident(incident, folder)
  server = await startServer(['--data', path.join(folder, 'data')])
  browser = await launchBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  page = await context.newPage()
  complaints = listenForComplaints(page)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

test('the one-time link opens the page and is cleared from the address', async () => {
  await page.goto(server.link)
  await page.getByRole('button', { name: /send/i }).waitFor()
  expect(page.url()).not.toContain('link=')
})

test('a send button that cannot be pressed says why', async () => {
  const send = page.getByRole('button', { name: /send/i })
  expect(await send.isDisabled()).toBe(true)
  const why = page.locator(`[id="${await send.getAttribute('aria-describedby')}"]`)
  expect(await why.innerText()).toMatch(/^To send, ask something or add data/)
  await page.getByRole('textbox').first().fill('Why?')
  expect(await send.isDisabled()).toBe(false)
  expect(await why.innerText()).toBe('')
  await page.getByRole('textbox').first().fill('')
})

test('question and files of 50 MB go in with one call; the right cause leads with a citation that opens the right line', async () => {
  const bytes = (await Promise.all(files.map((file) => stat(file)))).reduce((sum, { size }) => sum + size, 0)
  expect(bytes / 2 ** 20).toBeGreaterThan(MEGABYTES * 0.8)
  await page.locator('input[type=file]').first().setInputFiles(files)
  await page.getByRole('textbox').first().fill(incident.question)
  await page.keyboard.press('Control+Enter')

  const answer = page.getByRole('region', { name: 'Answer' }).or(page.getByLabel('Answer')).first()
  const citation = answer.locator('[data-cite]').filter({ hasText: incident.truth.rootFile }).first()
  await citation.waitFor({ timeout: 200_000 })
  expect(await answer.innerText()).toMatch(incident.truth.mechanism)

  const line = Number((await citation.innerText()).split(':').at(-1)?.replaceAll(',', ''))
  await citation.click()
  const row = page.locator(`[data-line="${line}"]`)
  // The row stands before its text has come.
  await row.filter({ hasText: incident.truth.rootText }).waitFor()
  expect(await row.getAttribute('aria-selected')).toBe('true')
  const root = await readFile(path.join(folder, incident.truth.rootFile), 'utf8')
  expect(root.split('\n')[line - 1]).toContain(incident.truth.rootText)
  expect(page.url()).toContain(`line=${line}`)
})

test('the address alone brings the line back, and the back button leaves it', async () => {
  const here = page.url()
  const line = /line=(\d+)/.exec(here)?.[1] ?? ''
  await page.reload()
  await page.locator(`[data-line="${line}"]`).waitFor()
  await page.goBack()
  await page.waitForFunction((old) => location.href !== old, here)
  expect(page.url()).not.toContain(`line=${line}`)
})

test('nothing in the page breaks its security policy or throws', () => {
  expect(complaints).toEqual([])
})

test('the page has no accessibility fault that axe can find', async () => {
  expect(await findFaults(page)).toEqual([])
})

test('eight tabs on one case all load and stay alive', async () => {
  const context = page.context()
  const tabs = await Promise.all(Array.from({ length: 8 }, () => context.newPage()))
  await Promise.all(tabs.map((tab) => tab.goto(page.url())))
  // A tab shows claims as their events come; the words of the answer come last.
  const answers = tabs.map((tab) => tab.getByLabel('Answer').filter({ hasText: incident.truth.mechanism }).first())
  await Promise.all(answers.map((answer) => answer.waitFor({ timeout: 60_000 })))
  const cited = await Promise.all(tabs.map((tab) => tab.locator('[data-cite]').count()))
  expect(cited.every((count) => count > 0)).toBe(true)
  await Promise.all(tabs.map((tab) => tab.close()))
})
