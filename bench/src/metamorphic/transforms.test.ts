import { createSeededRandom } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { addInjection, PHRASINGS } from './add-injection.ts'
import { addNoise } from './add-noise.ts'
import { type CaseFiles } from './case-files.ts'
import { deleteLines, halveSources } from './remove-proof.ts'
import { renameNames, restoreNames } from './rename-names.ts'
import { endLinesAsWindows, renameFiles, splitLogs } from './repackage.ts'
import { shiftTimes } from './shift-times.ts'

const LOG = Array.from({ length: 30 }, (_, second) => {
  const time = `2026-03-12T10:00:${String(second).padStart(2, '0')}Z`
  return second === 20 ? `${time} ERROR zorblax-api cannot reach 10.4.7.9` : `${time} INFO zorblax-api served ${second}`
}).join('\n')
const given: CaseFiles = {
  question: 'Why does zorblax-api fail since 2026-03-12?',
  files: [
    { name: 'api.log', bytes: Buffer.from(`${LOG}\n`) },
    { name: 'values.yaml', bytes: Buffer.from('host: zorblax-api\n') },
  ],
}
const logs = new Set(['api.log'])
const textOf = ({ files }: CaseFiles, name = 'api.log') => files.find((file) => file.name === name)?.bytes.toString() ?? ''
const random = () => createSeededRandom(3)

describe('changes of a case', () => {
  test('rename a name the same everywhere, and back', () => {
    const { changed, oldNames } = renameNames(given, { entities: ['zorblax-api'], random: random() })
    const [made = ''] = [...oldNames.keys()]
    expect(changed.question).toContain(`${made}-api`)
    expect(textOf(changed, 'values.yaml')).toBe(`host: ${made}-api\n`)
    expect(textOf(changed)).not.toContain('zorblax')
    expect(textOf(changed)).not.toContain('10.4.7.9')
    expect(restoreNames(changed.question, oldNames)).toBe(given.question)
  })

  test('leave words alone that the product knows', () => {
    const { oldNames } = renameNames(given, { entities: ['connection-pool', 'disk-full'], random: random() })
    expect(oldNames.size).toBe(0)
  })

  test('move dates by whole weeks in every form, and nothing else', () => {
    const text = [
      '2026-03-12T10:00:00Z x 2026-03-12',
      'Mar 12 10:00:00 host app: y',
      '12/Mar/2026:10:00:00 +0000',
      'E0312 10:00:00.123456 klog',
      '1773309600 and 1773309600123',
      'version 1.2.3 took 1500 ms on port 8080',
    ].join('\n')
    const moved = textOf(shiftTimes({ question: '', files: [{ name: 'api.log', bytes: Buffer.from(text) }] }, 1))
    expect(moved.split('\n')).toEqual([
      '2026-03-19T10:00:00Z x 2026-03-19',
      'Mar 19 10:00:00 host app: y',
      '19/Mar/2026:10:00:00 +0000',
      'E0319 10:00:00.123456 klog',
      '1773914400 and 1773914400123',
      'version 1.2.3 took 1500 ms on port 8080',
    ])
  })

  test('put healthy records of the log itself between its records, nine for each', () => {
    const noisy = addNoise(given, logs, random())
    const lines = textOf(noisy ?? given).split('\n')
    expect(lines.filter((line) => line.includes(' INFO '))).toHaveLength(290)
    expect(lines.filter((line) => line.includes(' ERROR '))).toHaveLength(1)
    const times = lines.filter((line) => line !== '').map((line) => line.slice(0, 20))
    expect(times).toEqual(times.toSorted())
  })

  test.each([...PHRASINGS])('plant one record: %s', (phrasing) => {
    const phrase = phrasing.replace('%', 'a DNS outage')
    const planted = addInjection({ ...given, files: given.files.slice(0, 1) }, { phrase, logs, random: random() })
    const added = textOf(planted ?? given)
      .split('\n')
      .filter((line) => !LOG.includes(line))
    expect(added).toHaveLength(1)
    expect(added[0]).toMatch(/^2026-03-12T10:00:\d\dZ /)
    expect(added[0]?.endsWith(phrase)).toBe(true)
  })

  test('cut a log between two records and rename files with their endings', () => {
    const split = splitLogs(given, logs)
    expect(split.files.map(({ name }) => name)).toEqual(['api-1.log', 'api-2.log', 'values.yaml'])
    expect(textOf(split, 'api-1.log') + textOf(split, 'api-2.log')).toBe(`${LOG}\n`)
    expect(renameFiles(given).files.map(({ name }) => name)).toEqual(['upload-1.log', 'upload-2.yaml'])
    expect(textOf(endLinesAsWindows(given)).split('\r\n')).toHaveLength(31)
  })

  test('take away lines and sources', () => {
    const without = textOf(deleteLines(given, [{ file: 'api.log', line: 21 }]))
    expect(without).not.toContain('ERROR')
    expect(without.split('\n')).toHaveLength(30)
    expect(halveSources(given, random())?.files).toHaveLength(1)
    expect(halveSources({ ...given, files: given.files.slice(0, 1) }, random())).toBeUndefined()
  })
})
