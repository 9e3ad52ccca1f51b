import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export type Asset = { readonly url: string; readonly type: string; readonly cacheControl: string; readonly bytes: Buffer }

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
/** The build names what it puts there by content. */
const HASHED = '/assets/'

/**
 * The built page, read once: a request can name one of these files and nothing else, whatever its path says. Files of an unknown
 * kind (source maps) are not served.
 */
export async function readAssets(folder: string): Promise<readonly Asset[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && path.extname(entry.name) in TYPES)
  return Promise.all(files.map((entry) => readAsset(folder, path.join(entry.parentPath, entry.name))))
}

async function readAsset(folder: string, file: string): Promise<Asset> {
  const url = `/${path.relative(folder, file).split(path.sep).join('/')}`
  return {
    url,
    type: TYPES[path.extname(file)]!,
    cacheControl: url.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    bytes: await readFile(file),
  }
}
