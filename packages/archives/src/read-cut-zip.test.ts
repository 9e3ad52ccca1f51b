import { describe, expect, test } from 'vitest'
import { drain, makeZip } from '@faultmaven/testkit'
import { readCutZip } from './read-cut-zip.ts'

/** Reads what a cut zip holds, and counts the bytes that were asked for. */
async function readAll(bytes: Buffer) {
  const members: string[] = []
  let readBytes = 0
  const source = {
    size: bytes.length,
    read: async (start: number, end: number) => {
      const part = bytes.subarray(start, end)
      readBytes += part.length
      return part
    },
  }
  const outcome = await (async () => {
    for await (const member of readCutZip(source)) {
      const { bytes: data } = await drain(member.bytes)
      members.push(`${member.name}: ${data.toString()}`)
    }
  })().catch((error: unknown) => error)
  return { members, readBytes, outcome }
}
const withoutDirectory = (zip: Buffer) => zip.subarray(0, zip.indexOf('PK\u0001\u0002', 'latin1'))

describe('readCutZip()', () => {
  test('reads a file of nothing but marks once', async () => {
    const marks = Buffer.from('PK\u0003\u0004'.repeat(200_000), 'latin1')
    const { members, readBytes, outcome } = await readAll(marks)
    expect(members).toEqual([])
    expect(outcome).toMatchObject({ fault: 'truncated' })
    expect(readBytes).toBeLessThan(2 * marks.length)
  })

  test('ends with the limit behind 100 000 headers', async () => {
    const { outcome } = await readAll(Buffer.from('PK\u0003\u0004'.repeat(900_000), 'latin1'))
    expect(outcome).toMatchObject({ fault: 'limit' })
  })

  test('reads thousands of members with few bytes beside their own', async () => {
    const entries = Array.from({ length: 3000 }, (_, index) => ({ name: `${index}.log`, data: Buffer.from(`line ${index}`) }))
    const zip = withoutDirectory(makeZip(entries))
    const { members, readBytes } = await readAll(zip)
    expect(members).toEqual(entries.map(({ name, data }) => `${name}: ${data.toString()}`))
    expect(readBytes).toBeLessThan(3 * zip.length)
  })

  test('takes a mark within a member for its data, so that no two members share bytes', async () => {
    const inner = withoutDirectory(makeZip([{ name: 'inner.log', data: Buffer.from('inner') }]))
    const stored = withoutDirectory(makeZip([{ name: 'outer.bin', data: Buffer.alloc(0) }])).subarray(0, 30 + 'outer.bin'.length)
    stored.writeUInt16LE(0, 8)
    stored.writeUInt32LE(inner.length, 18)
    const last = withoutDirectory(makeZip([{ name: 'last.log', data: Buffer.from('last') }]))
    const { members } = await readAll(Buffer.concat([stored, inner, last]))
    expect(members.map((member) => member.split(':')[0])).toEqual(['outer.bin', 'last.log'])
  })
})
