import { describe, expect, test } from 'vitest'
import { shortName, visibleText } from './visible-text.ts'

describe('visibleText()', () => {
  test('shows a bidi override that would reverse a file name', () => {
    expect(visibleText('report\u202Egol.exe')).toBe('report‹U+202E›gol.exe')
  })
  test('shows zero-width and control characters, keeps tabs, newlines and other scripts', () => {
    expect(visibleText('a\u200Bb\u0000\tc\nд 日本')).toBe('a‹U+200B›b‹U+0000›\tc\nд 日本')
  })
})

describe('shortName()', () => {
  test('is the last part of an archive member', () => {
    expect(shortName('bundle.tar.gz!/var/log/messages')).toBe('messages')
    expect(shortName('app.log')).toBe('app.log')
    expect(shortName('folder/')).toBe('folder')
    expect(shortName('/')).toBe('/')
  })
})
