import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLinkFolder } from './link-folder.ts'
import { linkUrl } from './link.ts'

let folder: string
beforeAll(async () => {
  folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'faultmaven-links-')), 'links')
})
afterAll(() => rm(path.dirname(folder), { recursive: true, force: true }))

test('a token works once, for whichever process holds the folder', () => {
  const token = createLinkFolder(folder).issue()
  expect(createLinkFolder(folder).redeem(token)).toBe(true)
  expect(createLinkFolder(folder).redeem(token)).toBe(false)
})

test('a token works for less than fifteen minutes, and an old one is gone once it was tried', () => {
  let nowMs = Date.now()
  const links = createLinkFolder(folder, () => nowMs)
  const [early, late] = [links.issue(), links.issue()]
  nowMs += 14 * 60_000
  expect(links.redeem(early)).toBe(true)
  nowMs += 2 * 60_000
  expect(links.redeem(late)).toBe(false)
  nowMs -= 16 * 60_000
  expect(links.redeem(late)).toBe(false)
})

test('what was never issued is refused, whatever path it looks like', () => {
  const links = createLinkFolder(folder)
  links.issue()
  for (const token of ['', '.', '../links', '../../etc/passwd', '\0', 'x'.repeat(10_000)]) expect(links.redeem(token)).toBe(false)
})

test('the folder tells no token and belongs to its owner alone', async () => {
  const token = createLinkFolder(folder).issue()
  const names = await readdir(folder)
  expect(names.length).toBeGreaterThan(0)
  expect(names.every((name) => /^[0-9a-f]{64}$/.test(name) && !name.includes(token))).toBe(true)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('the token stands in the fragment, which no browser sends', () => {
  const url = new URL(linkUrl('http://127.0.0.1:8420', 'secret'))
  expect(url.hash).toBe('#link=secret')
  expect(url.pathname + url.search).toBe('/')
})
