import { createReadStream, type Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** One file to analyse; `bytes` is unknown for standard input and other pipes. */
export type Input = { readonly name: string; readonly bytes?: number; readonly open: () => Readable }

/**
 * Files, folders (all files below them, by name, their names relative to the folder) and `-` or a pipe for standard input.
 * @throws {Error} naming the path that cannot be read, before anything is analysed
 */
export async function listInputs(names: readonly string[], stdin: Readable & { isTTY?: boolean }): Promise<Input[]> {
  if (names.length === 0 && !stdin.isTTY) return [{ name: 'stdin', open: () => stdin }]
  const inputs: Input[] = []
  // Files of one name from several places are told apart by their paths as given.
  const isShared = (base: string) => names.filter((name) => path.basename(name) === base).length > 1
  for (const name of names) {
    const base = path.basename(name)
    if (name === '-') inputs.push({ name: 'stdin', open: () => stdin })
    else inputs.push(...(await listNamed(name, isShared(base) ? name : base)))
  }
  return inputs
}

async function listNamed(file: string, shownAs: string): Promise<Input[]> {
  const found = await statOf(file)
  if (found.isDirectory()) return listBelow(file, shownAs === path.basename(file) ? '' : `${shownAs}/`)
  return [toInput(file, shownAs, found)]
}

/** Plain files only: in a bundle from somebody else a link may point at a private key, and a pipe or device could block for ever. */
async function listBelow(folder: string, prefix: string): Promise<Input[]> {
  const inputs: Input[] = []
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name)
    const name = prefix + entry.name
    if (entry.isDirectory()) inputs.push(...(await listBelow(file, `${name}/`)))
    else if (entry.isFile()) inputs.push(toInput(file, name, await statOf(file)))
  }
  return inputs
}

function toInput(file: string, name: string, found: Stats): Input {
  if (!found.isFile()) return { name, open: () => createReadStream(file) }
  // A log that is being written to is read as far as it goes now; files of /proc say that they are empty and are not.
  const end = found.size > 0 ? { end: found.size - 1 } : {}
  return { name, bytes: found.size, open: () => createReadStream(file, end) }
}

function statOf(file: string): Promise<Stats> {
  return stat(file).catch((cause: unknown) => {
    throw new Error(`Cannot read "${file}": it does not exist or may not be opened`, { cause })
  })
}
