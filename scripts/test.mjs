// `npm test`: sets up all it needs, checks the sources, builds, runs every test. Arguments go to vitest.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fail, install, requireNode, root, run } from './steps.mjs'

requireNode()
install()
ensureChromium()
run(process.execPath, ['scripts/verify.mjs'])
run(process.execPath, ['scripts/build.mjs'])
const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-test-'))
const report = path.join(folder, 'report.json')
const vitest = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
if (!existsSync(report)) fail('vitest ended without a report: no test was counted')
const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
rmSync(folder, { recursive: true, force: true })
const failed = Math.max(numFailedTests, vitest.status === 0 ? 0 : 1, numFailedTestSuites > 0 ? 1 : 0)
console.log(`${numPassedTests} passed, ${failed} failed${numPendingTests ? `, ${numPendingTests} skipped` : ''}`)
process.exit(failed === 0 && numPassedTests > 0 ? 0 : 1)

/** The end-to-end tests drive Debian's Chromium; it is the one thing this command installs on the system. */
function ensureChromium() {
  if (existsSync('/usr/bin/chromium') || process.env.FAULTMAVEN_CHROMIUM) return
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    fail('The browser tests need Chromium: install it (Debian: apt-get install chromium) or set FAULTMAVEN_CHROMIUM to its path')
  }
  console.log("Installing Debian's chromium for the browser tests (apt-get install chromium)…")
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, quiet: true })
}
