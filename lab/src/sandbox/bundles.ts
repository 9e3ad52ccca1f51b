import { cpSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { cacheFolder, labFolder } from './cache.ts'

/** Bugs compiled into releases of the shop's services; "none" is the healthy release 1.4.0, the others are 1.4.1. */
const releases: Readonly<Record<string, readonly string[]>> = {
  gateway: ['none'],
  orders: ['none', 'leak', 'hot-loop', 'n-plus-one', 'schema', 'type-error', 'connection-leak'],
  payments: ['none', 'unhandled'],
  worker: ['none', 'no-ack'],
}

/** Bundles the runner and every release of the shop's services for the Node.js of the sandbox. */
export async function buildBundles(): Promise<void> {
  const folder = path.join(cacheFolder, 'bundle')
  mkdirSync(folder, { recursive: true })
  const shared = { bundle: true, format: 'esm', platform: 'node', target: 'node18', logLevel: 'warning' } as const
  await build({
    ...shared,
    entryPoints: { runner: path.join(labFolder, 'src/runner/main.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  })
  for (const [service, bugs] of Object.entries(releases)) {
    for (const bug of bugs) {
      const define = { __BUG__: JSON.stringify(bug), __RELEASE__: JSON.stringify(bug === 'none' ? '1.4.0' : '1.4.1') }
      const outfile = path.join(folder, 'shop', `${service}.${bug}.mjs`)
      await build({
        ...shared,
        entryPoints: [path.join(labFolder, 'services', `${service}.ts`)],
        outfile,
        define,
        minifySyntax: true,
      })
    }
  }
  cpSync(path.join(labFolder, 'services/other'), path.join(folder, 'other'), { recursive: true })
}
