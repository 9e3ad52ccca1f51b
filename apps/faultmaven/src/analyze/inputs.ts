import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** One file to analyse; `bytes` is unknown for standard input. */
export type Input = { readonly name: string; readonly bytes?: number; readonly open: () => Readable }

/**
 * Files, folders (all files below them, names relative to the folder) and `-` or a pipe for standard input.
 * @throws {Error} naming the path that cannot be read, before anything is analysed
 */
export async function listInputs(names: readonly string[], stdin: Readable & { isTTY?: boolean }): Promise<Input[]> {
  if (names.length === 0 && !stdin.isTTY) return [{ name: 'stdin', open: () => stdin }]
  const inputs: Input[] = []
  for (const name of names) {
    if (name === '-') inputs.push({ name: 'stdin', open: () => stdin })
    else inputs.push(...(await expand(name, path.basename(name))))
  }
  return inputs
}

async function expand(file: string, shownAs: string): Promise<Input[]> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new Error(`Cannot read "${file}": it does not exist or may not be opened`, { cause })
  })
  if (found.isFile()) return [{ name: shownAs, bytes: found.size, open: () => createReadStream(file) }]
  if (!found.isDirectory()) return []
  const children = (await readdir(file)).sort()
  return (await Promise.all(children.map((child) => expand(path.join(file, child), child)))).flat()
}
