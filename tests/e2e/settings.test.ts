import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, listenForComplaints } from '../support/browser.ts'
import { startModelUpstream } from '../support/model-upstream.ts'
import { type Server, startServer } from '../support/server.ts'

const KEY = 'sk-given-in-the-page-0001'
let folder: string
let upstream: Awaited<ReturnType<typeof startModelUpstream>>
let server: Server
let browser: Browser
let page: Page
let complaints: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-settings-'))
  upstream = await startModelUpstream(() => 'ready')
  const old = { input: 3, output: 15, date: '2024-01-02', source: 'https://prices.example/models' }
  const near = {
    name: 'near',
    provider: 'openai-compatible',
    model: 'm',
    baseUrl: upstream.baseUrl,
    contextTokens: 32_000,
    price: old,
  }
  // Nobody asks it here: its name leads nowhere.
  const far = {
    name: 'far',
    provider: 'openai-compatible',
    model: 'f',
    baseUrl: 'https://models.invalid/v1',
    contextTokens: 8000,
    price: old,
  }
  const file = path.join(folder, 'models.json')
  await writeFile(
    file,
    JSON.stringify({
      models: [near, far],
      limits: [
        { per: 'user', tokens: 10_000 },
        { per: 'case', usd: 2 },
      ],
    }),
  )
  server = await startServer(['--data', path.join(folder, 'data'), '--models', file])
  browser = await launchBrowser()
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  complaints = listenForComplaints(page)
  await page.goto(server.link)
  await page.getByRole('button', { name: /send/i }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await upstream?.close()
  await rm(folder, { recursive: true, force: true })
})

test('the header says where redacted text goes to, and a key leads to the settings', async () => {
  const header = page.getByRole('banner')
  await header.getByText('redacted text goes to models.invalid').waitFor()
  expect(await header.getByText('stays on your server').count()).toBe(0)
  await page.locator('h1').click()
  await page.keyboard.press(',')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  expect(page.url()).toContain('#/settings')
})

test('a model is tested, and an old price is said to be old', async () => {
  const row = page.getByRole('list', { name: 'Models' }).getByRole('listitem').filter({ hasText: 'near' })
  await row.getByRole('button', { name: 'Test near' }).press('Enter')
  await row.getByText(/^Answered in .* ms: “ready”$/).waitFor()
  expect(await row.innerText()).toMatch(/read on 2024-01-02 from https:\/\/prices\.example\/models[\s\S]*days old/)
})

test('a limit says what was used, one of each case only what it is', async () => {
  const limits = page.getByRole('list', { name: 'Limits' })
  await limits.getByText(/tokens of 10,000 tokens/).waitFor()
  expect(await limits.innerText()).toMatch(/Each case, for its life\s+\$2\.00/)
})

test('a key is sealed, shown by nothing, and forgotten', async () => {
  const row = page.getByRole('list', { name: 'Models' }).getByRole('listitem').filter({ hasText: 'near' })
  await row.getByRole('button', { name: 'Key of near' }).click()
  const box = row.getByLabel(/Key of the provider/)
  await box.fill(KEY)
  await box.press('Enter')
  await row.getByText(/^Sealed\./).waitFor()
  await row.getByText('key given here').waitFor()
  expect(await box.inputValue()).toBe('')
  expect(await page.content()).not.toContain(KEY)
  await row.getByRole('button', { name: 'Forget the key' }).click()
  await row.getByText(/^Forgotten\./).waitFor()
})

test('a token is shown once, opens the models, and is useless once it is revoked', async () => {
  await page.getByLabel('Name of a new token').fill('an editor')
  await page.getByRole('button', { name: 'Make a token' }).click()
  const token = await page.getByRole('main').locator('code').last().innerText()
  const list = () => fetch(`${server.url}/v1/models`, { headers: { authorization: `Bearer ${token}` } })
  expect(((await (await list()).json()) as { data: unknown[] }).data.length).toBeGreaterThanOrEqual(2)
  await page.reload()
  await page.getByRole('button', { name: 'Revoke an editor' }).waitFor()
  expect(await page.content()).not.toContain(token)
  await page.getByRole('button', { name: 'Revoke an editor' }).click()
  await page.getByText('You have no token.').waitFor()
  expect((await list()).status).toBe(401)
})

test('the header of a case opens what went to a model', async () => {
  await page.goto(`${server.url}/#/`)
  await page.getByRole('textbox').first().fill('Why?')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: /redacted text goes to/ }).click()
  const dialog = page.getByRole('dialog', { name: 'What went to a model' })
  await dialog.waitFor()
  expect(await dialog.innerText()).toContain('Every request as it left this server')
  await page.keyboard.press('Escape')
})

test('nothing of the page broke a rule', () => {
  expect(complaints).toEqual([])
})
