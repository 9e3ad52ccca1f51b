import { Readable } from 'node:stream'
import { array, assert, asyncProperty, constantFrom, integer, string } from 'fast-check'
import { ProblemError } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { readParts } from './read-parts.ts'

const LIMITS = { maxFiles: 10, maxTurnBytes: 1000 }
const HEAD = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.log"\r\n\r\n'

function parts(stream: Readable, signal = new AbortController().signal) {
  return readParts({ contentType: 'multipart/form-data; boundary=b', stream, signal }, LIMITS)
}

async function readFiles(stream: Readable): Promise<[name: string, content: string][]> {
  const files: [string, string][] = []
  for await (const part of parts(stream)) {
    if (part.kind !== 'file') continue
    const chunks: Buffer[] = []
    for await (const chunk of part.body) chunks.push(Buffer.from(chunk))
    files.push([part.name, Buffer.concat(chunks).toString()])
  }
  return files
}

test('readParts() gives the same files however the body is cut into packets', async () => {
  const contents = array(string({ maxLength: 300, unit: constantFrom('a', '\n', '\r', '-', '--', '\r\n--', 'ü') }), {
    maxLength: 4,
  })
  await assert(
    asyncProperty(contents, integer({ min: 1, max: 50 }), async (files, size) => {
      const body = files.map((content) => `${HEAD}${content}\r\n`).join('')
      const bytes = Buffer.from(`${body}--b--\r\n`)
      const packets = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      )
      const read = await readFiles(Readable.from(packets))
      expect(read).toEqual(files.map((content) => ['a.log', content]))
    }),
    { numRuns: 60 },
  )
})

test('readParts() takes no more from the sender than its buffers while nobody reads the file', async () => {
  let taken = 0
  const endless = new Readable({
    highWaterMark: 65_536,
    read() {
      // Not within read(): a source and a reader that never wait would hold the event loop for ever.
      setImmediate(() => {
        taken += 1
        this.push(taken === 1 ? HEAD : Buffer.alloc(65_536, 'x'))
      })
    },
  })
  const reading = parts(endless)
  const { value: file } = await reading.next()
  await settled(() => taken)
  expect(taken).toBeLessThan(20)
  const before = taken
  if (file?.kind === 'file') file.body.resume()
  await settled(() => Math.min(taken, before + 100))
  expect(taken).toBeGreaterThanOrEqual(before + 100)
  endless.destroy()
  await reading.return()
})

test('readParts() keeps a name with a path as text and gives a nameless file a name', async () => {
  const nameless = HEAD.replace('; filename="a.log"', '')
  const climbing = HEAD.replace('a.log', '../../etc/ü passwd')
  const body = Readable.from([Buffer.from(`${climbing}x\r\n${nameless}y\r\n--b--\r\n`)])
  expect(await readFiles(body)).toEqual([
    ['../../etc/ü passwd', 'x'],
    ['pasted.txt', 'y'],
  ])
})

test('readParts() skips what nobody read of a file', async () => {
  const kinds: string[] = []
  const body = Readable.from([Buffer.from(`${HEAD}${'x'.repeat(200_000)}\r\n${HEAD}y\r\n--b--\r\n`)])
  for await (const part of parts(body)) kinds.push(part.kind)
  expect(kinds).toEqual(['file', 'file'])
})

test.each([
  ['a cut file', `${HEAD}half of a li`],
  ['a cut header', '--b\r\ncontent-dispo'],
  ['no part at all', 'hello'],
])('readParts() calls %s incomplete', async (_name, text) => {
  await expect(readFiles(Readable.from([Buffer.from(text)]))).rejects.toMatchObject({ code: 'turn.incomplete' })
})

test('readParts() refuses a "turn" beyond its limit', async () => {
  const turn = `--b\r\ncontent-disposition: form-data; name="turn"\r\n\r\n${'x'.repeat(1001)}\r\n--b--\r\n`
  await expect(readFiles(Readable.from([Buffer.from(turn)]))).rejects.toMatchObject({ code: 'request.too_large' })
})

test('readParts() ends with the reason when it is aborted, and so does the file in hand', async () => {
  const controller = new AbortController()
  const reading = parts(endlessFrom(`${HEAD}x`), controller.signal)
  const { value: file } = await reading.next()
  controller.abort(new ProblemError('turn.incomplete'))
  const body = file?.kind === 'file' ? file.body : Readable.from([])
  await expect(body.toArray()).rejects.toMatchObject({ code: 'turn.incomplete' })
  await expect(reading.next()).rejects.toMatchObject({ code: 'turn.incomplete' })
})

function endlessFrom(text: string): Readable {
  const stream = new Readable({ read() {} })
  stream.push(text)
  return stream
}

/** Waits until a count has stood still for a hundred turns of the event loop. */
async function settled(count: () => number): Promise<void> {
  for (let still = 0, last = count(); still < 100; still = count() === last ? still + 1 : 0) {
    last = count()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
