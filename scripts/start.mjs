// `npm start`: installs what is missing, builds when the sources changed, starts FaultMaven. Arguments go to `faultmaven serve`.
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { SERVER_FLAGS } from './server-flags.mjs'
import { install, requireNode, root, run } from './steps.mjs'

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
