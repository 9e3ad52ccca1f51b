import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createStreamRestorer, restorableTokens, restoreText, type Token } from './restore.ts'
import type { Vault } from './vault.ts'

const VAULT: Vault = {
  version: 1,
  reserved: [],
  entries: [
    { placeholder: '<EMAIL_1>', type: 'EMAIL', value: 'ada@example.org' },
    { placeholder: '<EMAIL_12>', type: 'EMAIL', value: '"Grace" <EMAIL_1>\n' },
    { placeholder: '<SECRET_1>', type: 'SECRET', value: 'hunter2' },
  ],
}
const TOKENS = restorableTokens(VAULT, { secrets: 'restore' })

/** Text that is full of placeholders, of pieces of them and of what looks like one. */
const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom('<EMAIL_1>', '<EMAIL_12>', '<SECRET_1>', '<EMAIL_', '<', '1>', '<EMAIL_9>', '_1', '\\u003c', '$&'),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''))

describe('restoreText()', () => {
  test('puts values back, each once', () => {
    expect(restoreText('<EMAIL_12>, <EMAIL_1>, <EMAIL_3>', TOKENS)).toBe('"Grace" <EMAIL_1>\n, ada@example.org, <EMAIL_3>')
  })
  test('keeps secrets where the caller says so', () => {
    expect(restoreText('<SECRET_1> of <EMAIL_1>', restorableTokens(VAULT, { secrets: 'keep' }))).toBe(
      '<SECRET_1> of ada@example.org',
    )
  })
  test('escapes values for the JSON string they stand in, also behind escaped brackets', () => {
    const tokens = restorableTokens(VAULT, { secrets: 'keep', writing: 'json' })
    const restored = restoreText(String.raw`{"to":"<EMAIL_12>","from":"\u003cEMAIL_1\u003e","key":"<SECRET_1>"}`, tokens)
    expect(JSON.parse(restored)).toEqual({ to: '"Grace" <EMAIL_1>\n', from: 'ada@example.org', key: '<SECRET_1>' })
  })
  test('takes the longest of several placeholders that begin at one place', () => {
    const tokens: readonly Token[] = [
      ['ab', '1'],
      ['abcd', '2'],
    ]
    expect(restoreText('ab abc abcd', tokens)).toBe('1 1c 2')
  })
})

describe('createStreamRestorer()', () => {
  test('gives the same for every way of cutting the text', () => {
    fc.assert(
      fc.property(TEXT, fc.array(fc.nat(7), { minLength: 1 }), (text, sizes) => {
        const { push, end } = createStreamRestorer(TOKENS)
        let out = ''
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length]! + (turn % 2)
          out += push(text.slice(at, at + size))
          at += size
        }
        expect(out + end()).toBe(restoreText(text, TOKENS))
      }),
    )
  })
  test('holds back only what may still become a placeholder', () => {
    const { push, end } = createStreamRestorer(TOKENS)
    expect(['a < b, <EM', 'AIL_', '1', '2', '> <EMAIL_x', '<'].map(push)).toEqual([
      'a < b, ',
      '',
      '',
      '',
      '"Grace" <EMAIL_1>\n <EMAIL_x',
      '',
    ])
    expect(end()).toBe('<')
  })
  test('holds back nothing that cannot become a placeholder', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const { push, end } = createStreamRestorer(TOKENS)
        const shown = push(text)
        const held = end()
        expect(shown + held).toBe(restoreText(text, TOKENS))
        if (held !== '')
          expect(TOKENS.some(([placeholder]) => placeholder.length > held.length && placeholder.startsWith(held))).toBe(true)
      }),
    )
  })
  test('is not slowed down by a placeholder that never ends', () => {
    const { push } = createStreamRestorer(TOKENS)
    const started = performance.now()
    for (let at = 0; at < 100_000; at++) push('<EMAIL_')
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
