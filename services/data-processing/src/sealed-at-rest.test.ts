import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { systemContext } from '@faultmaven/rpc'
import { createFrameReader, createKeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createSqliteKv } from '@faultmaven/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTar, makeZip, sampleLines } from '@faultmaven/testkit'
import { createTestService, runTurn } from './testing/test-service.ts'

const PLANTED = ['hunter2-Zebra-planted', 'planted-member-Quagga', 'planted-upload-Okapi', 'planted-template-Gnu']
const root = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-sealed-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const data = path.join(root, 'data')
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))

/** Every form in which text survives in files: as it is, as UTF-16, as base64 at each of the three alignments. */
function formsOf(text: string): Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('x'.repeat(shift) + text)
      .toString('base64')
      .replace(/=+$/, '')
    return Buffer.from(encoded.slice(4, -2))
  })
  return [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16(), ...base64]
}
function planted(folder: string): string[] {
  return files(folder).flatMap((file) => {
    const bytes = Buffer.concat([Buffer.from(path.relative(folder, file)), readFileSync(file)])
    return PLANTED.filter((text) => formsOf(text).some((form) => bytes.includes(form))).map((text) => `${text} in ${file}`)
  })
}

async function openService() {
  const keyRing = await createKeyRing(path.join(data, 'keys'))
  const kv = createSqliteKv(path.join(data, 'state.db'))
  return createTestService({ keyRing, kv, blob: createDirectoryBlob(path.join(data, 'blobs')), folder: data })
}
async function upload() {
  const secret = `${sampleLines(20_000)}2026-10-01T05:00:00Z ERROR login failed: password=${PLANTED[0]} ${PLANTED[3]} is wrong\n`
  const tar = gzipSync(await makeTar([{ name: `var/${PLANTED[1]}.log`, data: `${PLANTED[0]}\n` }]))
  const zip = makeZip([{ name: `${PLANTED[1]}.log`, data: Buffer.from(secret) }])
  const { client, kv } = await openService()
  const turn = await runTurn(client, [
    { name: `${PLANTED[2]}.log`, bytes: secret },
    { name: `${PLANTED[2]}.tar.gz`, bytes: tar },
    { name: `${PLANTED[2]}.zip`, bytes: zip },
  ])
  return { client, kv, turn }
}

let made: Awaited<ReturnType<typeof upload>>
beforeAll(async () => {
  made = await upload()
}, 60_000)

test('the check of this file finds planted strings where they stand plain', () => {
  expect(
    formsOf('abcdefghij').some((form) => Buffer.from(`"${Buffer.from('?abcdefghij?').toString('base64')}"`).includes(form)),
  ).toBe(true)
})

test('no planted string of the evidence, its names or its findings stands in any file of the data folder', () => {
  expect(made.turn.findings.some(({ citations }) => JSON.stringify(citations).includes(PLANTED[0] ?? ''))).toBe(true)
  expect(files(data).length).toBeGreaterThan(3)
  expect(planted(data)).toEqual([])
})

test('after deletion neither frames nor rows open with an old copy of the data folder and the keys of now', async () => {
  const copy = path.join(root, 'copy')
  cpSync(data, copy, { recursive: true, filter: (file) => path.basename(file) !== 'keys' })
  const { caseId } = made.turn
  expect(await made.client.deleteCase({ caseId }, systemContext())).toMatchObject({ keyDestroyed: true })
  await made.kv.close()
  expect(planted(data)).toEqual([])
  expect(files(path.join(data, 'keys')).some((file) => file.includes(caseId))).toBe(false)
  // Whoever has the copy has only the keys that are left: making the case's key anew gives another one.
  const keyRing = await createKeyRing(path.join(data, 'keys'))
  expect(await keyRing.get(caseId)).toBeUndefined()
  const key = await keyRing.create(caseId)
  const blob = createDirectoryBlob(path.join(copy, 'blobs'))
  const [name = ''] = await blob.list('')
  const sealedBytes = (await blob.size(name)) ?? 0
  for (const { id } of made.turn.sources) {
    const opened = createFrameReader({ key, sourceId: id, sealedBytes, read: (start, end) => blob.read(name, start, end) })
    await expect(opened.then((reader) => reader.read(0, 100))).rejects.toMatchObject({ name: 'SealBrokenError' })
  }
  expect(planted(copy)).toEqual([])
})
