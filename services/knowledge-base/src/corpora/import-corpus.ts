import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { importFolder } from '../imports/import-folder.ts'
import type { Sink } from '../imports/sink.ts'
import { cloneCorpus, CorpusError } from './clone-corpus.ts'
import type { Corpus } from './corpus.ts'

const FOLDERS = 'faultmaven-corpus-'
/** Of this process: in a container the next one has the same id. */
const STARTED = Math.floor(performance.timeOrigin)

/**
 * Clones a corpus and gives its files; the clone is removed at the end.
 * @returns as {@link importFolder}
 * @throws {CorpusError} for people
 */
export async function importCorpus(corpus: Corpus, sink: Sink, clone = cloneCorpus): Promise<ReadonlySet<string> | undefined> {
  const into = await realpath(await mkdtemp(path.join(os.tmpdir(), `${FOLDERS}${process.pid}-${STARTED}-`)))
  try {
    const folder = await clone(corpus, into, { signal: sink.signal })
    const names = await importFolder(folder, sink, `${corpus.id}/`)
    await sink.flush()
    const { added, changed, unchanged } = sink.record().counts
    if (added + changed + unchanged === 0) {
      throw new CorpusError('The repository holds no documents where they were; its layout has changed')
    }
    return names
  } finally {
    await rm(into, { recursive: true, force: true })
  }
}

/** Removes the clones of processes that were killed. */
export async function removeLeftClones(): Promise<void> {
  const folders = await readdir(os.tmpdir()).catch(() => [])
  for (const folder of folders) {
    if (!folder.startsWith(FOLDERS)) continue
    const [pid = 0, started] = folder.slice(FOLDERS.length).split('-').map(Number)
    const isLeft = pid === process.pid ? started !== STARTED : !isRunning(pid)
    // Those of another user of this machine stay.
    if (pid > 0 && isLeft) await rm(path.join(os.tmpdir(), folder), { recursive: true, force: true }).catch(() => {})
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
