import { expect, test } from 'vitest'
import { isStrayNoise } from './stray-noise.ts'

const HANDSHAKE = 'http: TLS handshake error from 192.0.2.7:40122: EOF'

test('a few failed handshakes of strangers are noise, many are not', () => {
  expect(isStrayNoise(HANDSHAKE, 3)).toBe(true)
  expect(isStrayNoise(HANDSHAKE, 200)).toBe(false)
})

test('a login of an unknown user is noise, one of a known user is not', () => {
  expect(isStrayNoise('Invalid user admin from 192.0.2.9 port 5022', 1)).toBe(true)
  expect(isStrayNoise('Failed password for deploy from 192.0.2.9 port 5022 ssh2', 1)).toBe(false)
})

test('a client that cannot verify a certificate is no noise', () => {
  expect(isStrayNoise('x509: certificate signed by unknown authority', 1)).toBe(false)
})
