import { constants } from 'node:fs'
import { open, readdir, readlink, realpath } from 'node:fs/promises'
import path from 'node:path'
import { MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { type Sink, TOO_LARGE } from './sink.ts'

const MAX_FILES = 50_000
const MAX_DEPTH = 64
/** What tools keep beside the files of people. */
const PASSED_OVER = new Set(['.git', '.hg', '.svn', 'node_modules'])
const UNREADABLE = 'It cannot be read; give the server the right to'

/**
 * A folder that may be imported.
 * @throws {ProblemError} `auth.forbidden` where no folder may be, or not this one; the answer does not tell what is there
 */
export async function requireFolder(importRoot: string | undefined, asked: string): Promise<string> {
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

/** A path within the folder that may be imported as it is known by, however it was written. */
export function folderPath(asked: string): string {
  const plain = path.normalize(asked).replace(/\/+$/, '')
  return plain === '.' ? '' : plain
}

/** A path below the folder, and what is to become of it. */
type Entry = { readonly name: string } & (
  | { readonly place: string }
  | { readonly refused: string }
  | { readonly passedOver: string }
)
type Listing = {
  readonly entries: Entry[]
  /** Nothing was left out. */
  isWhole: boolean
  isFull: boolean
}

/**
 * Gives the files of a folder, such as a git working tree, by their paths: after the one that was settled last. Nothing is run, and no
 * link is followed, so that the walk stays in the folder and ends.
 * @param prefix before each path
 * @returns all paths that are there; undefined when some may not have been seen
 */
export async function importFolder(folder: string, sink: Sink, prefix = ''): Promise<ReadonlySet<string> | undefined> {
  const listing: Listing = { entries: [], isWhole: true, isFull: false }
  await list({ folder, prefix, depth: 0 }, listing, sink.signal)
  const { entries, isWhole } = listing
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  sink.setTotal(entries.length)
  for (const entry of entries) {
    const { last } = sink.start
    if (last !== undefined && entry.name <= last) continue
    if ('refused' in entry) await sink.refuse(entry.name, entry.refused)
    else if ('passedOver' in entry) await sink.passOver(entry.passedOver, { name: entry.name })
    else await importFile(entry.place, entry.name, sink)
  }
  // A folder with nothing in it is a disk that is not there more often than one that was emptied.
  return isWhole && entries.length > 0 ? new Set(entries.map(({ name }) => name)) : undefined
}

type Place = { readonly folder: string; readonly prefix: string; readonly depth: number }

async function list({ folder, prefix, depth }: Place, listing: Listing, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const leaveOut = (reason: string) => {
    listing.entries.push({ name: prefix, refused: reason })
    listing.isWhole = false
  }
  if (depth > MAX_DEPTH) return leaveOut(`Its folders are nested deeper than ${MAX_DEPTH}`)
  const found = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (!found) return leaveOut(UNREADABLE)
  for (const entry of found) {
    if (listing.isFull) return
    if (listing.entries.length >= MAX_FILES) {
      listing.isFull = true
      return leaveOut(`There are more than ${MAX_FILES} files; import its folders one by one`)
    }
    const name = prefix + entry.name
    const place = path.join(folder, entry.name)
    if (PASSED_OVER.has(entry.name)) listing.entries.push({ name, passedOver: `in ${entry.name}` })
    else if (entry.isDirectory()) await list({ folder: place, prefix: `${name}/`, depth: depth + 1 }, listing, signal)
    else if (!entry.isFile()) listing.entries.push({ name, passedOver: entry.isSymbolicLink() ? 'link' : 'device or pipe' })
    else listing.entries.push({ name, place })
  }
}

async function importFile(place: string, name: string, sink: Sink): Promise<void> {
  const bytes = await readWhole(place).catch(() => UNREADABLE)
  return typeof bytes === 'string' ? sink.refuse(name, bytes) : sink.keep(name, bytes)
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
