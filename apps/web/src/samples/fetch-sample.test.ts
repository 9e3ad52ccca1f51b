import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { fetchSample, sampleCases } from './fetch-sample.ts'

const folder = path.resolve(import.meta.dirname, '../../public/samples')

afterEach(() => vi.unstubAllGlobals())

test('the list offers every archive that is shipped and no other', () => {
  const archives = readdirSync(folder).filter((name) => name.endsWith('.tar.gz'))
  expect(sampleCases.map(({ id }) => `${id}.tar.gz`).toSorted()).toEqual(archives.toSorted())
  expect(sampleCases).toHaveLength(10)
  for (const { id, bytes } of sampleCases) expect(statSync(path.join(folder, `${id}.tar.gz`)).size).toBe(bytes)
})

test('all samples together stay below 3 MB, each below 300 kB', () => {
  const sizes = sampleCases.map(({ bytes }) => bytes)
  expect(Math.max(...sizes)).toBeLessThan(300_000)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000)
})

test('fetchSample() gives the archive under its name, an error where the server has none', async () => {
  vi.stubGlobal('fetch', async (url: string) =>
    url === '/samples/one.tar.gz' ? new Response('bytes') : new Response('', { status: 404 }),
  )
  const { name, file } = await fetchSample({ id: 'one' })
  expect([name, await file.text()]).toEqual(['one.tar.gz', 'bytes'])
  await expect(fetchSample({ id: 'two' })).rejects.toThrow('404')
})
