import { expect, test } from 'vitest'
import { isStrayNoise } from './stray-noise.ts'

const HANDSHAKE = 'http: TLS handshake error from 192.0.2.7:40122: EOF'
const rare = { count: 1, share: 0.5 }

test('a few failed handshakes of strangers are noise, many are not, unless the log is far longer', () => {
  expect(isStrayNoise([HANDSHAKE], { count: 3, share: 0.5 })).toBe(true)
  expect(isStrayNoise([HANDSHAKE], { count: 200, share: 0.5 })).toBe(false)
  expect(isStrayNoise([HANDSHAKE], { count: 200, share: 0.01 })).toBe(true)
})

test('a login of an unknown user is noise, one of a known user is not, and neither are many', () => {
  const unknown = 'Invalid user admin from 192.0.2.9 port 5022'
  expect(isStrayNoise([unknown], rare)).toBe(true)
  expect(isStrayNoise([unknown], { count: 90, share: 0.01 })).toBe(false)
  expect(isStrayNoise(['Failed password for deploy from 192.0.2.9 port 5022 ssh2'], rare)).toBe(false)
})

test('a client that cannot verify a certificate is no noise', () => {
  expect(isStrayNoise(['x509: certificate signed by unknown authority'], rare)).toBe(false)
})

test('what only scanners ask for is noise however often; a missing page of our own among them is not', () => {
  const missing = (path: string) => `open() "/srv/www${path}" failed (2: No such file or directory), client: 192.0.2.9`
  const often = { count: 500, share: 0.6 }
  expect(isStrayNoise(['/.env', '/wp-login.php', '/vendor/phpunit/x.php'].map(missing), often)).toBe(true)
  expect(isStrayNoise(['/.env', '/assets/app.js', '/assets/app.css'].map(missing), often)).toBe(false)
})
