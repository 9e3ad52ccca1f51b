import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PROBLEMS, type ProblemCode } from './problem-catalogue.ts'
import { ProblemError } from './problem-error.ts'

const PAGES = new URL('../../../docs/errors/', import.meta.url)
const isCode = (key: string): key is ProblemCode => Object.hasOwn(PROBLEMS, key)
const codes = Object.keys(PROBLEMS).filter(isCode)
const pageOf = (code: string) => `${code.replaceAll('.', '-')}.md`

test('each code is unique, also as the name of its page', () => {
  expect(new Set(codes.map((code) => pageOf(code))).size).toBe(codes.length)
  expect(codes.every((code) => /^[a-z]+\.[a-z_]+$/.test(code))).toBe(true)
})

test.each(codes)('%s maps to an error status and has a title', (code) => {
  expect(new ProblemError(code).status).toBeGreaterThanOrEqual(400)
  expect(new ProblemError(code).status).toBeLessThan(600)
  expect(new ProblemError(code).toProblem().title).toMatch(/^[A-Z].*[^.]$/)
})

test.each(codes)('%s has a page that says what happened, why, and what to do', (code) => {
  const page = readFileSync(new URL(pageOf(code), PAGES), 'utf8')
  const { status, title } = PROBLEMS[code]
  expect(page.startsWith(`# ${title}\n\n\`${code}\` · HTTP status ${status}\n`)).toBe(true)
  for (const heading of ['What happened', 'Why', 'What to do']) expect(page).toMatch(new RegExp(`\n## ${heading}\n\n[^\n#]{20,}`))
  expect(new ProblemError(code).toProblem().type).toBe(`https://faultmaven.dev/errors/${pageOf(code).replace('.md', '')}`)
})

test('no page is left of a code that is gone', () => {
  expect(
    readdirSync(PAGES)
      .filter((name) => name !== 'README.md')
      .toSorted(),
  ).toEqual(codes.map((code) => pageOf(code)).toSorted())
})
