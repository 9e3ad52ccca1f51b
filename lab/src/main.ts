import path from 'node:path'
import { parseArgs } from 'node:util'
import { allFaults } from './faults/index.ts'
import { buildBundles } from './sandbox/bundles.ts'
import { cacheFolder } from './sandbox/cache.ts'
import { installPrograms } from './sandbox/install.ts'
import { prepareRoot } from './sandbox/prepare.ts'
import { recordAll } from './schedule/record-all.ts'

const usage = `npm run lab -- [--faults A-Z | --faults REGEX] [--seed N,N] [--out DIR] [--jobs 6] [--amount 1] [--warm 6] [--no-twins | --only-twins] [--list]`

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: path.join(cacheFolder, 'cases') },
    jobs: { type: 'string', default: '6' },
    amount: { type: 'string', default: '1' },
    warm: { type: 'string', default: '6' },
    'no-twins': { type: 'boolean', default: false },
    'only-twins': { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})
const faults = allFaults.filter(({ id }) =>
  (/^[a-z]-[a-z]$/i.test(values.faults) ? new RegExp(`^[${values.faults}]`, 'i') : new RegExp(values.faults)).test(id),
)
if (faults.length === 0) {
  console.error(`No fault matches "${values.faults}"; usage: ${usage}`)
  process.exit(2)
}
if (values.list) {
  for (const { id, mechanism, entity, programs } of faults)
    console.log(`${id.padEnd(36)} ${mechanism.padEnd(22)} ${entity.padEnd(12)} ${programs.join(' ')}`)
  process.exit(0)
}
installPrograms(console.log)
await buildBundles()
await prepareRoot(console.log)
const isTwinOf = [...(values['only-twins'] ? [] : [false]), ...(values['no-twins'] ? [] : [true])]
const { out } = values
const shared = { amount: Number(values.amount), warmSeconds: Number(values.warm), out }
const wishes = values.seed
  .split(',')
  .flatMap((seed) => faults.flatMap((fault) => isTwinOf.map((isTwin) => ({ fault, isTwin, seed: Number(seed), ...shared }))))
await recordAll(wishes, { atOnce: Number(values.jobs), out, say: console.log })
process.exit(0)
