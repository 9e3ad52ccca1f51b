// Child of sqlite-kv-kill.test.ts: writes numbered rows for ever and says each number only after its write has returned.
import { writeSync } from 'node:fs'
import { createSqliteKv } from '../src/index.ts'

const kv = createSqliteKv(process.argv[2] ?? '')
for (let number = 0; ; number += 1) {
  const value = new Uint8Array(1 + ((number * 997) % 9000)).fill(number % 256)
  if (number % 5 === 4) {
    await kv.batch('n/', [
      { set: `n/${number}/a`, value },
      { set: `n/${number}/b`, value },
    ])
  } else await kv.set(`n/${number}`, value)
  writeSync(1, `${number}\n`)
}
