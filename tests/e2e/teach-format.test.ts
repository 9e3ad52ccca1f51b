import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, listenForComplaints } from '../support/browser.ts'
import { type Server, startServer } from '../support/server.ts'

const LINES = Array.from(
  { length: 60 },
  (_, at) => `shop§2026-03-04 05:06:${10 + (at % 50)}§${at % 5 === 0 ? 'E' : 'I'}§web-${at % 3}§cart: basket ${at} is stale`,
)
const shots = process.env['FAULTMAVEN_SHOTS']
let folder: string
let server: Server
let browser: Browser
let page: Page
let complaints: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-teach-'))
  await writeFile(path.join(folder, 'shop.log'), `${LINES.join('\n')}\n`)
  server = await startServer(['--data', path.join(folder, 'data')])
  browser = await launchBrowser()
  page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage()
  page.setDefaultTimeout(20_000)
  complaints = listenForComplaints(page)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function shoot(name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: path.join(shots, `${name}.png`) })
}

async function addFile(): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles(path.join(folder, 'shop.log'))
  await page.getByRole('textbox').first().fill('What is wrong with the shop?')
  await page.keyboard.press('Control+Enter')
}

/** Selects text in an example line as a person does with the keyboard. */
async function select(text: string): Promise<void> {
  const from = LINES[0]!.indexOf(text)
  const line = page.getByLabel(/^Example line 1/)
  await line.focus()
  await page.keyboard.press('Home')
  for (let at = 0; at < from; at++) await page.keyboard.press('ArrowRight')
  for (let at = 0; at < text.length; at++) await page.keyboard.press('Shift+ArrowRight')
}

test('a format is taught by example with the keyboard, and the preview follows', async () => {
  await page.goto(server.link)
  await page.getByRole('button', { name: /send/i }).waitFor()
  await addFile()
  await page.getByRole('tab', { name: /sources/i }).click()
  await page.getByText('Parts of lines read wrongly?').waitFor({ timeout: 60_000 })
  await shoot('1-source')
  await page.getByRole('button', { name: 'Teach this format' }).click()
  const dialog = page.getByRole('dialog', { name: 'Teach this format' })
  await dialog.getByText(/^Reads \d+% of 60 lines/).waitFor()
  await shoot('2-guess')
  await dialog.getByRole('button', { name: 'Clear all' }).click()
  await dialog.getByText('Mark the time or the level').waitFor()

  await select('2026-03-04 05:06:10')
  await page.keyboard.press('1')
  await select('E')
  await dialog.getByRole('button', { name: /^Level/ }).click()
  await select('web-0')
  await page.keyboard.press('3')
  await select('cart')
  await page.keyboard.press('4')
  await select('basket 0 is stale')
  await page.keyboard.press('6')

  await dialog.getByText('Reads 100% of 60 lines').waitFor()
  const row = dialog.getByRole('row').filter({ hasText: 'basket 1 is stale' }).first()
  await row.waitFor()
  expect(await row.getByRole('cell').allInnerTexts()).toEqual([
    '2026-03-04 05:06:11 UTC',
    'INFO',
    'web-1',
    'cart',
    'basket 1 is stale',
  ])
  await shoot('3-marked')
})

test('the dialog has no accessibility fault that axe can find', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    // @ts-expect-error axe was put into the page by the line above
    const result = (await window.axe.run('[role=dialog]')) as { violations: { id: string; nodes: { target: string[] }[] }[] }
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  })
  expect(violations).toEqual([])
})

test('saved, it reads what is added from then on, and can be forgotten', async () => {
  const dialog = page.getByRole('dialog', { name: 'Teach this format' })
  await dialog.getByLabel('Name of the format').fill('Shop')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Saved as “Shop”').waitFor()
  await shoot('4-saved')
  await dialog.getByRole('button', { name: 'Done' }).click()

  await page.goto(server.url)
  await page.getByRole('button', { name: /send/i }).waitFor()
  await addFile()
  await page.getByRole('tab', { name: /sources/i }).click()
  await page.getByText('taught: Shop').waitFor({ timeout: 60_000 })
  expect(await page.getByText('header understood in 100% of the records').count()).toBe(1)
  await shoot('5-read')

  await page.getByRole('tab', { name: /logs/i }).click()
  await page.getByRole('button', { name: 'Teach this format' }).click()
  await page.getByText('Formats taught on this server: 1').click()
  await page.getByRole('button', { name: 'Forget Shop' }).click()
  await page.getByText('Formats taught on this server').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  expect(complaints).toEqual([])
})
