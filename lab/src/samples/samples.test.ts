import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { labFolder } from '../sandbox/cache.ts'
import { chosenSamples } from './chosen.ts'
import { foreignNames } from './foreign-names.ts'

const archives = path.join(labFolder, '..', 'apps', 'web', 'public', 'samples')

test('the shipped archives are the chosen recordings', () => {
  const chosen = chosenSamples.map(({ fault, isTwin }) => `${fault}${isTwin ? '-twin' : ''}.tar.gz`)
  expect(readdirSync(archives).filter((name) => name.endsWith('.gz'))).toEqual(chosen.toSorted())
})

test.each(readdirSync(archives).filter((name) => name.endsWith('.gz')))('%s names no machine but those of the lab', (name) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-sample-'))
  try {
    execFileSync('tar', ['--extract', '--gzip', '--file', path.join(archives, name), '-C', folder])
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) expect([file, foreignNames(readFileSync(path.join(folder, file), 'utf8'))]).toEqual([file, []])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
