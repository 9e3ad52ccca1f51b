import { parentPort } from 'node:worker_threads'
import { readHere } from '../log-reading/read-here.ts'
import { serveReadings } from '../log-reading/serve-readings.ts'

/** What a log says that makes {@link serveReadings} fail in this worker. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  'HANG HERE': () => {
    for (;;);
  },
  'THROW HERE': () => {
    throw new Error('a defect')
  },
  'FILL THE HEAP': () => {
    const held: unknown[] = []
    for (;;) held.push({ text: `${held.length}` })
  },
  'FILL ARRAYS': () => kept.push(new Uint8Array(200 * 2 ** 20).fill(1)),
}
const kept: Uint8Array[] = []

if (parentPort !== null) {
  serveReadings(parentPort, (request, buffer, onChunk) => {
    const log = readHere(request, buffer, onChunk)
    return {
      ...log,
      push(bytes) {
        const text = Buffer.from(bytes).toString('latin1')
        for (const [name, fail] of Object.entries(FAULTS)) if (text.includes(name)) fail()
        log.push(bytes)
      },
    }
  })
}
