import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { collectionId } from '../documents/collection-id.ts'
import { type CloneLimits, cloneCorpus } from './clone-corpus.ts'
import type { Corpus } from './corpus.ts'

const READ = /\.(md|mdx|markdown|html?|adoc|asciidoc|rst|txt|ya?ml)$/i
const MAX_DOCUMENTS = 5000

/** What an import puts into the knowledge base; the same file has the same id each time. */
export type CorpusDocument = { readonly documentId: string; readonly name: string; readonly bytes: Uint8Array }

/**
 * Fetches a corpus and gives its documents one by one; the folder is removed at the end. Symbolic links and other files are left out.
 * @returns how many were given
 * @throws {Error} for people
 */
export async function importCorpus(
  corpus: Corpus,
  add: (document: CorpusDocument) => Promise<unknown>,
  limits: CloneLimits = {},
): Promise<number> {
  const into = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-corpus-'))
  try {
    const folder = await cloneCorpus(corpus, into, limits)
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries
      .filter((entry) => entry.isFile() && READ.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
    let added = 0
    for (const file of files.sort().slice(0, MAX_DOCUMENTS)) {
      if ((await stat(file)).size > MAX_DOCUMENT_BYTES) continue
      const name = [corpus.id, ...path.relative(folder, file).split(path.sep)].join('/')
      await add({ documentId: collectionId(['corpus', name]), name, bytes: await readFile(file) })
      added++
    }
    if (added === 0) throw new Error('The repository holds no documents where they were; its layout has changed')
    return added
  } finally {
    await rm(into, { recursive: true, force: true })
  }
}
