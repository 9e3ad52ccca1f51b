import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server as WebServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { makeTar } from '@faultmaven/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFaults, launchBrowser, listenForComplaints } from '../support/browser.ts'
import { type Server, startServer } from '../support/server.ts'

let folder: string
let server: Server
let wiki: WebServer
let wikiUrl: string
let browser: Browser
let page: Page
let complaints: readonly string[]
const MANY = 1105

const documents = () => page.getByRole('region', { name: 'Documents' })
const imports = () => page.getByRole('region', { name: 'Imports' })
const row = (of: Locator, text: string | RegExp) => of.getByRole('listitem').filter({ hasText: text })
const runbook = (title: string, text: string) => `# ${title}\n\n${text}\n`

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-knowledge-'))
  const tree = path.join(folder, 'runbooks', 'checkout')
  await mkdir(tree, { recursive: true })
  await Promise.all(
    Array.from({ length: MANY }, (_, at) =>
      writeFile(path.join(tree, `${at}.md`), runbook(`Topic ${at}`, `Restart number ${at}.`)),
    ),
  )
  await writeFile(path.join(tree, 'broken.pdf'), '%PDF-1.7 broken')
  await writeFile(path.join(tree, 'diagram.png'), 'png')
  wiki = createServer((request, response) => {
    if (request.url === '/books/pool') response.setHeader('content-type', 'text/html').end('<h1>Walrus pool</h1><p>Lower it.</p>')
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => void wiki.listen(0, '127.0.0.1', resolve))
  const address = wiki.address()
  wikiUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const places = ['--knowledge-folder', path.join(folder, 'runbooks'), '--knowledge-urls', `${wikiUrl}/books/`]
  server = await startServer(['--data', path.join(folder, 'data'), ...places])
  browser = await launchBrowser()
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  complaints = listenForComplaints(page)
  await page.goto(server.link)
  await page.getByRole('button', { name: /send/i }).waitFor()
  await page.goto(`${server.url}/#/kb`)
  await page.getByText('There is no document yet').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  wiki?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Gives files to the page as the file dialog would. */
async function choose(...files: readonly { readonly name: string; readonly body: string | Buffer }[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Add documents…' }).press('Enter'),
  ])
  await chooser.setFiles(
    files.map(({ name, body }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(body) })),
  )
}

test('a chosen document is read, the same name again is its next version, and one that cannot be read says why', async () => {
  await choose({ name: 'disk.md', body: runbook('Disk full', 'Delete what was rotated.') })
  await row(documents(), 'Disk full').getByText('searchable').waitFor()
  await choose({ name: 'disk.md', body: runbook('Disk full', 'Delete what was rotated. Then wait.') })
  await row(documents(), 'Disk full').getByText('version 2').waitFor()
  await choose({ name: 'torn.pdf', body: '%PDF-1.7 torn' })
  const torn = row(documents(), 'torn.pdf')
  await torn.getByText('not read').waitFor()
  await torn.getByRole('button', { name: 'Try again: torn.pdf' }).press('Enter')
  await expect.poll(() => torn.innerText()).toContain('It is a damaged PDF')
})

test('a dropped archive becomes an import that says what it kept', async () => {
  const body = await makeTar([
    { name: 'a/lag.md', data: runbook('Consumer lag', 'Add a consumer.') },
    { name: 'logo.png', data: 'png' },
  ])
  await page.evaluate(
    (bytes) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], 'books.tar'))
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
      }
    },
    [...body],
  )
  const books = row(imports(), /^books/)
  await books.getByText('done: 1 added').waitFor()
  await books.getByText('1 passed over').click()
  expect(await books.innerText()).toContain('no document: 1 file logo.png')
  await row(documents(), 'books: a/lag.md').getByText('searchable').waitFor()
})

test('a folder of the server and pages of a wiki are imported, with a reason for each that is not', async () => {
  await page.getByText('From a folder, a wiki, or what others published').click()
  await page.getByLabel('Path of the folder').fill('elsewhere')
  await page.getByRole('button', { name: 'Import the folder' }).press('Enter')
  await page.getByRole('alert').filter({ hasText: 'There is no such folder' }).waitFor()
  await page.getByLabel('Path of the folder').fill('checkout')
  await page.getByLabel('Path of the folder').press('Enter')
  await row(imports(), /^checkout/)
    .getByText(`done: 1,106 added`)
    .waitFor({ timeout: 60_000 })
  await page.getByLabel('Addresses of the pages').fill(`${wikiUrl}/books/pool\n${wikiUrl}/other`)
  await page.getByRole('button', { name: 'Fetch the pages' }).press('Enter')
  const pages = row(imports(), /^wiki/)
  await pages.getByText('done: 1 added, 1 refused').waitFor()
  await pages.getByText('1 refused').last().click()
  expect(await pages.innerText()).toContain('--knowledge-urls')
  const published = page.getByRole('region', { name: 'What others published' })
  expect(await published.getByRole('listitem').first().innerText()).toMatch(/Apache-2\.0|MIT|CC-BY-4\.0/)
  await page.getByText('From a folder, a wiki, or what others published').click()
}, 90_000)

test('more than a thousand documents are there by pages and by filters, which the address keeps', async () => {
  await documents()
    .getByText(/^1,110 documents, 2 failed$/)
    .waitFor({ timeout: 60_000 })
  await documents().getByText('1–100 of 1,110').waitFor()
  expect(await documents().getByRole('listitem').first().innerText()).toContain('not read')
  await documents().getByRole('button', { name: 'Next' }).press('Enter')
  await documents().getByText('101–200 of 1,110').waitFor()
  await page.reload()
  await documents().getByText('101–200 of 1,110').waitFor()
  await documents().getByLabel('Words of the name or title').fill('topic 1104')
  await row(documents(), 'Topic 1104').waitFor()
  await expect.poll(() => documents().getByRole('listitem').count()).toBe(1)
  await documents().getByLabel('Words of the name or title').fill('')
  await documents().getByLabel('State').selectOption('failed')
  await expect.poll(() => documents().getByRole('listitem').count()).toBe(2)
  await documents().getByLabel('State').selectOption('')
  await documents().getByLabel('Collection').selectOption('wiki')
  await row(documents(), 'Walrus pool').waitFor()
  await expect.poll(() => documents().getByRole('listitem').count()).toBe(1)
  await page.goBack()
  await expect.poll(() => documents().getByRole('listitem').count()).toBeGreaterThan(1)
  await page.goto(`${server.url}/#/kb`)
}, 90_000)

test('a document is shared with everybody, dated and overdue', async () => {
  await documents().getByLabel('Words of the name or title').fill('disk')
  const disk = row(documents(), 'Disk full')
  await disk.getByRole('button', { name: 'Change disk.md' }).press('Enter')
  await disk.getByLabel('Found by').selectOption('everybody')
  await disk.getByLabel('Review by').fill('2024-01-31')
  await disk.getByRole('button', { name: 'Save' }).press('Enter')
  await disk.getByText('review overdue since 2024-01-31').waitFor()
  expect(await disk.innerText()).toContain('for everybody')
  await documents().getByLabel('State').selectOption('review')
  await documents().getByText('1 review overdue').waitFor()
  await documents().getByLabel('State').selectOption('')
})

test('the search cites a passage; what was said of it is there after a reload', async () => {
  await page.getByLabel('Search the documents').fill('walrus pool')
  await page.getByLabel('Search the documents').press('Enter')
  const hit = page.getByRole('listitem').filter({ hasText: 'Walrus pool' }).filter({ hasText: 'Open passage' })
  await hit.getByRole('button', { name: 'Open passage' }).press('Enter')
  const passage = page.getByRole('article', { name: 'Passage' })
  await passage.getByRole('button', { name: 'Helped' }).press('Enter')
  await passage.getByText('your team: helped 1, misled 0').waitFor()
  await page.reload()
  await passage.getByText('your team: helped 1, misled 0').waitFor()
  expect(await passage.getByRole('button', { name: 'Helped' }).getAttribute('aria-pressed')).toBe('true')
})

test('a document and a collection are deleted after a second word', async () => {
  await page.goto(`${server.url}/#/kb?words=disk`)
  await documents().getByRole('button', { name: 'Delete disk.md' }).press('Enter')
  await documents().getByRole('button', { name: 'Delete all versions' }).press('Enter')
  await documents().getByText('No document is like that.').waitFor()
  await imports().getByRole('button', { name: 'Delete the collection books' }).press('Enter')
  await imports().getByRole('button', { name: 'Delete all its documents' }).press('Enter')
  await row(imports(), /^books/).waitFor({ state: 'detached' })
  await page.goto(`${server.url}/#/kb?words=lag`)
  await documents().getByText('No document is like that.').waitFor()
  expect(await documents().getByRole('listitem').count()).toBe(0)
})

test.each(['light', 'dark'] as const)('holds in a narrow window, and axe finds no fault (%s)', async (colorScheme) => {
  await page.goto(`${server.url}/#/kb`)
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width: 360, height: 740 })
  await row(documents(), 'Topic').first().waitFor()
  await row(documents(), 'Topic')
    .first()
    .getByRole('button', { name: /^Change/ })
    .press('Enter')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  expect(await findFaults(page)).toEqual([])
  await page.reload()
})

test('nothing of the page broke a rule', () => {
  // The browser itself tells of the folder that was refused.
  expect(complaints.filter((one) => !/status of 403 .*\/folders$/.test(one))).toEqual([])
})
