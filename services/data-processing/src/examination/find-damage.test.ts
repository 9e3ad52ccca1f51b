import { describe, expect, test } from 'vitest'
import { findDamage } from './find-damage.ts'

describe('findDamage()', () => {
  test('tells the line and the byte of the first of them, and how many there are', () => {
    const bytes = Buffer.concat([Buffer.from('größe: 1\nb: '), Buffer.from([0xff, 0]), Buffer.from('\nc: 3\n')])
    expect(findDamage(bytes, 'utf-8')).toEqual({ line: 2, byte: 14, count: 2 })
  })
  test('finds none in text: tabs, carriage returns, colours, characters of several bytes, another encoding', () => {
    expect(findDamage(Buffer.from('a\tb\r\n\u001b[31mred\u001b[0m – grün 🙂\n'), 'utf-8')).toBeUndefined()
    expect(findDamage(Buffer.from('gr\u00fcn\n', 'latin1'), 'windows-1252')).toBeUndefined()
    expect(findDamage(Buffer.from('grün\n', 'utf16le'), 'utf-16le')).toBeUndefined()
  })
})
