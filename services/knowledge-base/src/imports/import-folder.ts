import { constants } from 'node:fs'
import { open, readdir, readlink, realpath } from 'node:fs/promises'
import path from 'node:path'
import { type ImportReport, MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import { requireScope } from '../documents/access.ts'
import type { AddDeps } from '../documents/add-document.ts'
import { type CollectionRequest, createTally, type Tally, TOO_LARGE } from './tally.ts'

const MAX_FILES = 50_000
const MAX_DEPTH = 64
/** What tools keep beside the files of people. */
const PASSED_OVER = new Set(['.git', '.hg', '.svn', 'node_modules'])

type Deps = AddDeps & { readonly importRoot: string | undefined }

/**
 * Keeps the documents of a folder on the server, such as a git working tree. Nothing is run, and no link is followed, so that the walk
 * stays in the folder and ends.
 * @throws {ProblemError} `auth.forbidden` where no folder may be imported, or not this one; the answer does not tell what is there
 */
export async function importFolder(
  request: CollectionRequest & { readonly path: string },
  { importRoot, ...deps }: Deps,
  principal: Principal,
): Promise<ImportReport> {
  requireScope(request.scope, request.teamId, principal)
  const folder = await requireFolder(importRoot, request.path)
  const { path: _, ...collection } = request
  const tally = createTally(collection, deps, principal)
  await walk({ folder, prefix: '', depth: 0 }, tally, { left: MAX_FILES })
  return tally.report()
}

async function requireFolder(importRoot: string | undefined, asked: string): Promise<string> {
  if (importRoot === undefined) {
    throw new ProblemError('auth.forbidden', {
      detail: 'No folder of this server may be imported; start it with --knowledge-folder FOLDER',
    })
  }
  const root = await realpath(importRoot)
  const folder = await realpath(path.resolve(root, asked)).catch(() => '')
  if (folder === root || folder.startsWith(root + path.sep)) return folder
  throw new ProblemError('auth.forbidden', {
    detail: 'There is no such folder within the one that may be imported; the path is relative to that of --knowledge-folder',
  })
}

type Place = { readonly folder: string; readonly prefix: string; readonly depth: number }

async function walk({ folder, prefix, depth }: Place, tally: Tally, files: { left: number }): Promise<void> {
  if (depth > MAX_DEPTH) return tally.refuse(prefix, `Its folders are nested deeper than ${MAX_DEPTH}`)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (!entries) return tally.refuse(prefix, 'It cannot be read; give the server the right to')
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = prefix + entry.name
    const place = path.join(folder, entry.name)
    if (PASSED_OVER.has(entry.name)) tally.passOver(`in ${entry.name}`, { name })
    else if (entry.isDirectory()) await walk({ folder: place, prefix: `${name}/`, depth: depth + 1 }, tally, files)
    else if (!entry.isFile()) tally.passOver(entry.isSymbolicLink() ? 'link' : 'device or pipe', { name })
    else if (--files.left < 0) tally.passOver(`more than ${MAX_FILES} files`, { name })
    else await keepFile(place, name, tally)
  }
}

async function keepFile(place: string, name: string, tally: Tally): Promise<void> {
  const bytes = await readWhole(place).catch(() => 'It cannot be read; give the server the right to')
  if (typeof bytes === 'string') tally.refuse(name, bytes)
  else await tally.keep(name, bytes)
}

/** The bytes, or why there are none. The file, or a folder above it, may have become a link since it was listed, or grown: its handle decides. */
async function readWhole(place: string): Promise<Uint8Array | string> {
  const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    // Where there is no /proc, only the last part of the path is guarded.
    const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => place)
    if (opened !== place) return 'It became a link while the folder was read'
    const { size } = await handle.stat()
    if (size > MAX_DOCUMENT_BYTES) return TOO_LARGE
    const bytes = Buffer.alloc(size)
    const { bytesRead } = await handle.read(bytes, 0, size, 0)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
