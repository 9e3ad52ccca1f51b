import { expect, test } from 'vitest'
import { pasteAsFile } from './paste-as-file.ts'

const trace = Array.from({ length: 20 }, (_, at) => `  at frame${at}`).join('\n')

test('pasteAsFile() leaves a short question in the box', () => {
  expect(pasteAsFile('Why did checkout fail\nafter 03:12?', [])).toBeUndefined()
})

test('pasteAsFile() makes a numbered file of a stack trace or a long line, with its text, the last line ended', async () => {
  const first = pasteAsFile(trace, [])!
  const second = pasteAsFile('x'.repeat(2000), [first])!
  expect([first.name, second.name]).toEqual(['pasted-1.txt', 'pasted-2.txt'])
  expect(await first.file.text()).toBe(`${trace}\n`)
  expect(await pasteAsFile(`${trace}\n`, [])?.file.text()).toBe(`${trace}\n`)
})
