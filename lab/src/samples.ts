import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Truth } from './recording/truth.ts'
import { labFolder } from './sandbox/cache.ts'
import { chosenSamples } from './samples/chosen.ts'
import { foreignNames } from './samples/foreign-names.ts'

// `node --import tsx lab/src/samples.ts DIR [SEED]`: packs the chosen recordings of DIR as the page's sample cases.
const [folder, seed = '1'] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node --import tsx lab/src/samples.ts DIR [SEED]')
  process.exit(2)
}
const web = path.join(labFolder, '..', 'apps', 'web')
const archives = path.join(web, 'public', 'samples')
mkdirSync(archives, { recursive: true })
for (const name of readdirSync(archives).filter((name) => name.endsWith('.tar.gz'))) rmSync(path.join(archives, name))
const samples = chosenSamples.map(({ fault, isTwin = false, truth }) => {
  const id = `${fault}${isTwin ? '-twin' : ''}`
  const source = path.join(folder, `${id}-s${seed}`)
  if (!existsSync(source)) throw new Error(`No recording "${source}"`)
  const evidence = path.join(source, 'evidence')
  const files = readdirSync(evidence).toSorted()
  for (const name of files) {
    const found = foreignNames(readFileSync(path.join(evidence, name), 'utf8'))
    if (found.length > 0) throw new Error(`"${id}" may not be published: ${name} holds ${found.slice(0, 5).join(', ')}`)
  }
  const archive = path.join(archives, `${id}.tar.gz`)
  const { programs, end } = JSON.parse(readFileSync(path.join(source, 'lab.json'), 'utf8')) as Truth
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mode=644', `--mtime=${end}`, '--format=ustar']
  execFileSync('tar', [
    '--create',
    '--sort=name',
    ...owner,
    '--use-compress-program=gzip -9n',
    '--file',
    archive,
    '-C',
    evidence,
    ...files,
  ])
  const question = readFileSync(path.join(source, 'question.txt'), 'utf8').trim()
  return { id, question, programs, files: files.length, bytes: statSync(archive).size, truth }
})
writeFileSync(path.join(web, 'src', 'samples', 'samples.json'), `${JSON.stringify(samples, undefined, 2)}\n`)
console.log(samples.map(({ id, files, bytes }) => `${id.padEnd(36)} ${files} files, ${bytes} bytes`).join('\n'))
