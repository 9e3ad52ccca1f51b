import { describe, expect, test } from 'vitest'
import { createOneTimeTokens, createSessions } from './token-registry.ts'
import { equalSecrets, hashToken, newToken } from './tokens.ts'

describe('a one-time token', () => {
  test('works once', () => {
    const tokens = createOneTimeTokens({ lifetimeMs: 1000 })
    const token = tokens.issue()
    expect(tokens.redeem(token)).toBe(true)
    expect(tokens.redeem(token)).toBe(false)
  })

  test('does not work at the end of its lifetime', () => {
    let time = 0
    const tokens = createOneTimeTokens({ lifetimeMs: 1000, now: () => time })
    const [one, two] = [tokens.issue(), tokens.issue()]
    time = 999
    expect(tokens.redeem(one)).toBe(true)
    time = 1000
    expect(tokens.redeem(two)).toBe(false)
  })

  test.each(['', 'x', newToken()])('that nobody issued does not work: %j', (token) => {
    expect(createOneTimeTokens({ lifetimeMs: 1000 }).redeem(token)).toBe(false)
  })
})

describe('a session token', () => {
  test('is valid until it is revoked or over, each on its own', () => {
    let time = 0
    const sessions = createSessions({ lifetimeMs: 1000, now: () => time })
    const [one, two] = [sessions.issue(), sessions.issue()]
    sessions.revoke(one)
    expect(sessions.isValid(one)).toBe(false)
    expect(sessions.isValid(two)).toBe(true)
    expect(sessions.isValid(two)).toBe(true)
    time = 1000
    expect(sessions.isValid(two)).toBe(false)
  })

  test('gives way when there are too many, the oldest first', () => {
    const sessions = createSessions({ lifetimeMs: 1000, maxTokens: 2 })
    const [one, two, three] = [sessions.issue(), sessions.issue(), sessions.issue()]
    expect([one, two, three].map((token) => sessions.isValid(token))).toEqual([false, true, true])
  })

  test('cannot be told from its hash, nor guessed', () => {
    const token = newToken()
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(hashToken(token)).not.toContain(token)
    expect(newToken()).not.toBe(token)
  })
})

test('secrets are equal or not, whatever their lengths', () => {
  expect(equalSecrets('secret', 'secret')).toBe(true)
  expect(equalSecrets('secret', 'secreT')).toBe(false)
  expect(equalSecrets('secret', 'secret2')).toBe(false)
  expect(equalSecrets('', 'x')).toBe(false)
})
