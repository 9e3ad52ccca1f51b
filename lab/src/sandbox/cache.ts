import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Everything the lab fetches or makes once: `debs/`, `root/` (Debian unpacked), `modules/` (npm), `prepared/` (databases made), `bundle/`. */
export const cacheFolder = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'faultmaven', 'lab')

/** The `lab` folder of the repository. */
export const labFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
