// Adds documents without end and says the number of each that was kept, until it is killed.
import path from 'node:path'
import { Readable } from 'node:stream'
import { systemContext } from '@faultmaven/rpc'
import { createDirectoryBlob, createSqliteKv } from '@faultmaven/storage'
import { createKnowledgeBase } from '../src/index.ts'

const [folder = ''] = process.argv.slice(2)
const blob = createDirectoryBlob(path.join(folder, 'index'))
await blob.recover()
const { handlers, recover } = createKnowledgeBase({ kv: createSqliteKv(path.join(folder, 'state.db')), blob })
await recover()
for (let number = 0; ; number++) {
  const documentId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const body = Readable.from([Buffer.from(`# Topic n${number}\n\nFirst.\n\n## More\n\nSecond of n${number}.\n`)])
  await handlers.addDocument({ documentId, name: `${number}.md`, scope: 'user' }, body, systemContext())
  process.stdout.write(`${number}\n`)
}
