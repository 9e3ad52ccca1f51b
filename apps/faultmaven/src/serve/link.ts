import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createLinkFolder } from './link-folder.ts'

/** Where a running gateway leaves its address for {@link link}. */
export const addressFile = (dataFolder: string) => path.join(dataFolder, 'api-gateway', 'address')
export const linkFolder = (dataFolder: string) => path.join(dataFolder, 'api-gateway', 'links')

/** `faultmaven link`: prints a new one-time link for the server that runs on a data folder. */
export async function link(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string', default: process.env['FAULTMAVEN_DATA'] ?? '.data' } },
  })
  const folder = path.resolve(values.data)
  const address = await readFile(addressFile(folder), 'utf8').catch(() => undefined)
  if (address === undefined)
    throw new Error(`No FaultMaven runs on "${folder}": start it with npm start, or name its folder with --data`)
  console.log(linkUrl(address, createLinkFolder(linkFolder(folder)).issue()))
  return 0
}

/** The token stands in the fragment: browsers never send it, and no log of a proxy sees it. */
export function linkUrl(address: string, token: string): string {
  return `${address}/#link=${token}`
}
