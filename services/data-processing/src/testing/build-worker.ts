import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** The entry of a thread, built as the server's are. @param source from `src/` on */
export async function buildWorker(source: string, folder: string): Promise<URL> {
  const outfile = path.join(folder, `${path.basename(source, '.ts')}.mjs`)
  await build({
    entryPoints: [path.join(import.meta.dirname, '..', source)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // As in the build of the server: a CommonJS package inside calls require.
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    logLevel: 'error',
  })
  return pathToFileURL(outfile)
}
