// Imports a folder, or goes on with that, and says how many documents were kept each time it looks, until it is killed.
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { systemContext } from '@faultmaven/rpc'
import { createDirectoryBlob, createSqliteKv } from '@faultmaven/storage'
import { createKnowledgeBase } from '../src/index.ts'

const [folder = '', importRoot = ''] = process.argv.slice(2)
const blob = createDirectoryBlob(path.join(folder, 'index'))
await blob.recover()
const { handlers, recover } = createKnowledgeBase({ kv: createSqliteKv(path.join(folder, 'state.db')), blob, importRoot })
await recover()
await handlers.importFolder({ collection: 'tree', scope: 'user', path: '' }, systemContext())
for (;;) {
  const { imports } = await handlers.listImports({}, systemContext())
  process.stdout.write(`${imports[0]!.added}\n`)
  await setTimeout(1)
}
