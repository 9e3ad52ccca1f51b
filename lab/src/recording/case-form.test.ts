import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { labFolder } from '../sandbox/cache.ts'
import type { Expected, Truth } from './truth.ts'

const folder = path.join(labFolder, 'testdata')

test.each(readdirSync(folder))('%s, a committed recording, has the form of a case and shows its fault', (name) => {
  const read = (file: string) => readFileSync(path.join(folder, name, file), 'utf8')
  const expected = JSON.parse(read('expected.json')) as Expected
  const truth = JSON.parse(read('lab.json')) as Truth
  const evidence = readdirSync(path.join(folder, name, 'evidence')).map((file) => read(path.join('evidence', file)))
  expect(read('question.txt').trim()).toMatch(/[?.]$/)
  expect(expected.verdict).toBe(truth.isTwin ? 'no_fault' : 'fault')
  expect([truth.start, truth.injected, truth.end]).toEqual([truth.start, truth.injected, truth.end].toSorted())
  expect(expected.evidence.some(({ line_regex }) => evidence.some((text) => new RegExp(line_regex, 'im').test(text)))).toBe(true)
  expect(evidence.filter((text) => /\/lab\/|fm-lab|\.cache\//.test(text))).toEqual([])
})
