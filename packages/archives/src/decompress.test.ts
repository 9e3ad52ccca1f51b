import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { drain, inChunks, sampleLines } from '@faultmaven/testkit'
import { bunzip2 } from './bunzip2.ts'
import type { Bytes } from './byte-reader.ts'
import { gunzip } from './inflate.ts'
import { unxz } from './unxz.ts'
import { unzstd } from './unzstd.ts'

// Bytes one by one cost a trip to another thread each; the machine may be busy.
vi.setConfig({ testTimeout: 60_000 })
const window = { maxWindowBytes: 64 * 2 ** 20 }
const sample = Buffer.from(sampleLines(4000))
const file = (name: string) => readFileSync(path.join(import.meta.dirname, 'testdata', name))

const FORMATS: readonly (readonly [string, (input: Bytes) => Bytes, Buffer])[] = [
  ['gunzip()', gunzip, gzipSync(sample)],
  ['bunzip2()', bunzip2, file('sample.txt.bz2')],
  ['unxz()', (input) => unxz(input, window), file('sample.txt.xz')],
  ['unxz() of many blocks', (input) => unxz(input, window), file('sample-blocks.txt.xz')],
  ['unzstd()', (input) => unzstd(input, window), file('sample.txt.zst')],
]

describe.each(FORMATS)('%s', (name, unpack, packed) => {
  test('gives the bytes that were packed, however they are cut into chunks', async () => {
    for (const size of [61, 4096, packed.length]) {
      const { bytes, error } = await drain(unpack(inChunks(packed, size)))
      expect(error).toBeUndefined()
      expect(bytes.equals(sample)).toBe(true)
    }
  })

  test('reads on when streams are joined', async () => {
    const { bytes } = await drain(unpack(inChunks(Buffer.concat([packed, packed]))))
    expect(bytes.equals(Buffer.concat([sample, sample]))).toBe(true)
  })

  test('gives what stands before a cut and then says that it is truncated', async () => {
    const { bytes, error } = await drain(unpack(inChunks(packed.subarray(0, Math.floor(packed.length * 0.9)))))
    expect(error).toMatchObject({ name: 'OpenError', fault: 'truncated' })
    expect(bytes.equals(sample.subarray(0, bytes.length))).toBe(true)
    // A packer with one large block has nothing to give before its end.
    if (name !== 'unzstd()') expect(bytes.length).toBeGreaterThan(50_000)
  })

  test('fails with a fault of its own, and in bounded memory, whichever bytes are damaged', async () => {
    for (let at = 20; at < packed.length; at += Math.ceil(packed.length / 60)) {
      const damaged = Buffer.from(packed)
      damaged[at] = (damaged[at] ?? 0) ^ 0x55
      const { bytes, error } = await drain(unpack(inChunks(damaged)))
      if (error !== undefined) expect(error).toMatchObject({ name: 'OpenError' })
      expect(bytes.length).toBeLessThan(4 * sample.length)
    }
  })
})

describe('limits of memory', () => {
  test('unxz() refuses a dictionary beyond the limit before it reads on', async () => {
    const { error } = await drain(unxz(inChunks(file('wide-dictionary.xz')), window))
    expect(error).toMatchObject({ fault: 'limit', message: expect.stringContaining('128 MiB') })
  })
  test('unzstd() refuses a window beyond the limit before it reads on', async () => {
    const { error } = await drain(unzstd(inChunks(file('wide-window.zst')), window))
    expect(error).toMatchObject({ fault: 'limit', message: expect.stringContaining('128 MiB') })
  })
  test('unxz() names filters that it does not know', async () => {
    const { error } = await drain(unxz(inChunks(file('filtered.xz')), window))
    expect(error).toMatchObject({ fault: 'unsupported' })
  })
})

describe('checksums', () => {
  test('a flipped bit in stored xz data is found', async () => {
    const packed = file('sample-blocks.txt.xz')
    packed[packed.length >> 1] = (packed[packed.length >> 1] ?? 0) ^ 1
    expect((await drain(unxz(inChunks(packed), window))).error).toMatchObject({ fault: 'corrupt' })
  })
  test('gunzip() passes over zeros behind the data and finds fault with everything else there', async () => {
    const packed = gzipSync('line\n')
    const padded = await drain(gunzip(inChunks(Buffer.concat([packed, Buffer.alloc(3000)]))))
    expect(padded).toEqual({ bytes: Buffer.from('line\n') })
    const followed = await drain(gunzip(inChunks(Buffer.concat([packed, Buffer.from('no gzip at all')]))))
    expect(followed.error).toMatchObject({ fault: 'corrupt' })
  })
})
