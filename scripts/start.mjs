// `npm start`: installs what is missing, builds when the sources changed, starts FaultMaven. Arguments go to `faultmaven serve`.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { install, requireNode, root, run } from './steps.mjs'

/**
 * Flags of Node with which the server runs, wherever it is started. Of each thread, MiB for new objects, twice: what V8 takes by itself is four times that
 * and made nothing faster. And by how much old objects may grow before they are looked through: of a busy gateway they grew from 37 to 92 MiB before V8 did
 * it by itself, and reading logs is no slower.
 */
const SERVER_FLAGS = JSON.parse(readFileSync(new URL('server-flags.json', import.meta.url), 'utf8'))

requireNode()
install()
if (!isBuilt()) {
  console.log('Building…')
  run(process.execPath, ['scripts/build.mjs'])
}
const server = spawn(process.execPath, [...SERVER_FLAGS, 'dist/server/faultmaven.mjs', 'serve', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => process.exit(code ?? 1))

function isBuilt() {
  const built = path.join(root, 'dist', 'version')
  return (
    existsSync(built) &&
    newest(['apps', 'services', 'packages', 'scripts/build.mjs', 'package-lock.json']) < statSync(built).mtimeMs
  )
}

function newest(names) {
  let latest = 0
  for (const name of names) {
    const file = path.join(root, name)
    const stat = statSync(file)
    if (!stat.isDirectory()) latest = Math.max(latest, stat.mtimeMs)
    else
      for (const child of readdirSync(file))
        if (child !== 'node_modules') latest = Math.max(latest, newest([path.join(name, child)]))
  }
  return latest
}
