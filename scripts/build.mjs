// One ESM bundle for every role with a lazy chunk each, and the page.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { install, requireNode, root, run } from './steps.mjs'

requireNode()
install()
const { build } = await import('esbuild')
rmSync(path.join(root, 'dist'), { recursive: true, force: true })
const version = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version
await build({
  absWorkingDir: root,
  entryPoints: {
    'server/faultmaven': 'apps/faultmaven/src/main.ts',
    // A thread begins at a file of its own, which is looked for beside the server.
    'server/reading-worker': 'services/data-processing/src/log-reading/reading-worker.ts',
    'server/examination-worker': 'services/data-processing/src/examination/examination-worker.ts',
    'server/stretch-worker': 'services/data-processing/src/explore/stretch-worker.ts',
    'server/prepare-worker': 'services/knowledge-base/src/ingestion/prepare-worker.ts',
    'server/embed-worker': 'services/knowledge-base/src/embedding/embed-worker.ts',
    'bench/adapter': 'bench/src/adapter.ts',
    'bench/log-speed': 'bench/src/log-speed.ts',
    'bench/read-log': 'bench/src/read-log.ts',
  },
  outdir: 'dist',
  chunkNames: 'server/chunk-[hash]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // V8 keeps the text of what it runs: a third less of it is 5 MiB less of a server. Names and source maps stay.
  minifyWhitespace: true,
  external: ['libsql'],
  define: { __VERSION__: JSON.stringify(version) },
  // CommonJS packages inside an ESM bundle call require for Node's own modules.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
})
run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'warn'])
writeFileSync(path.join(root, 'dist', 'version'), version)
