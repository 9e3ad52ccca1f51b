import { expect, test } from 'vitest'
import { addFiles, pickedFile } from './picked-file.ts'

const log = (name: string, text: string) => new File([text], name, { lastModified: 1 })

test('pickedFile() sends a dropped folder with its path and without a leading slash', () => {
  expect(pickedFile(log('a.log', 'x'), '/pod/a.log').name).toBe('pod/a.log')
  expect(pickedFile(log('a.log', 'x')).name).toBe('a.log')
})

test('addFiles() takes the same file once and files of one name in two folders twice', () => {
  const files = addFiles([], [pickedFile(log('a.log', 'x'), 'one/a.log'), pickedFile(log('a.log', 'x'), 'one/a.log')])
  expect(addFiles(files, [pickedFile(log('a.log', 'x'), 'two/a.log')]).map(({ name }) => name)).toEqual([
    'one/a.log',
    'two/a.log',
  ])
})
