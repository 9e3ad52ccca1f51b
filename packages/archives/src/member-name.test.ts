import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { memberName } from './member-name.ts'

test('memberName() drops what says nothing about the place', () => {
  expect(memberName('./var//log/./messages')).toEqual({ name: 'var/log/messages' })
  expect(memberName('var\\log\\app.log')).toEqual({ name: 'var/log/app.log' })
})

test('memberName() refuses a drive letter behind a dot', () => {
  expect(memberName('.\\C:')).toEqual({ refused: 'name is an absolute path' })
})

test('memberName() never lets a name leave the archive or carry control characters', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', '\0', '\n', '\u202e', 'x.log')), (parts) => {
      const checked = memberName(parts.join(''))
      if ('refused' in checked) return
      expect(checked.name.split('/')).not.toContain('..')
      expect(checked.name).not.toMatch(/^\/|^[A-Za-z]:|[\0\n\u202e\\]/)
    }),
  )
})
