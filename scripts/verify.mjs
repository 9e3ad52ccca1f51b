// `npm run verify`: format, lint, types, import direction, dead code. Seconds.
import { spawnSync } from 'node:child_process'
import { fail, install, requireNode, root, run } from './steps.mjs'

/** dependency-cruiser is silently green when it cannot read TypeScript: it must have seen at least this many modules. */
const MINIMUM_MODULES = 150

requireNode()
install()
const bin = (name) => `node_modules/.bin/${name}`
run(bin('oxfmt'), ['--check'])
run(bin('oxlint'), ['--type-aware', '--deny-warnings'])
run(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json'])
run(bin('tsc'), ['--noEmit', '-p', 'apps/web/tsconfig.json'])
run(bin('tsc'), ['--noEmit', '-p', 'tests/tsconfig.json'])
checkImports()
run(bin('knip'), ['--no-progress'])
console.log('verify: all checks passed')

function checkImports() {
  const result = spawnSync(
    bin('depcruise'),
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps', 'services', 'packages', 'lab'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 2 ** 20,
    },
  )
  if (!result.stdout) fail(`dependency-cruiser printed nothing: ${result.stderr}`)
  const { summary } = JSON.parse(result.stdout)
  for (const violation of summary.violations) console.error(`${violation.rule.name}: ${violation.from} → ${violation.to}`)
  if (summary.violations.length > 0) fail('Imports go the wrong way: see the lines above and DESIGN §4')
  if (summary.totalCruised < MINIMUM_MODULES)
    fail(`dependency-cruiser saw ${summary.totalCruised} modules, expected at least ${MINIMUM_MODULES}`)
}
