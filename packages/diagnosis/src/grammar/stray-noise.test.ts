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
  expect(isStrayNoise(['Invalid user kernel: Out of memory from 192.0.2.9 port 5022'], rare)).toBe(true)
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

test.each([
  "[client 192.0.2.9:5000] script '/var/www/html/wp-login.php' not found or unable to stat",
  'No route matches [GET] "/wp-login.php"',
  'Not Found: /phpmyadmin/index.php',
  '192.0.2.9 - - "GET /actuator/env HTTP/1.1" 404 12',
])('%s is a probe', (text) => {
  expect(isStrayNoise([text], rare)).toBe(true)
})

test.each([
  'PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted in /var/www/html/wp-content/plugins/shop/cart.php on line 88',
  'Readiness probe failed: Get "http://10.1.2.3:8080/actuator/health": dial tcp 10.1.2.3:8080: connect: connection refused',
  'cannot start: open /app/.env: permission denied',
  'open /app/.env: no such file or directory',
  "fatal: Unable to create '/builds/shop/.git/index.lock': File exists",
  'write /opt/druid/var/segments/x failed: No space left on device',
  'connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, request: "GET /wp-login.php HTTP/1.1"',
  '10.0.0.1 - - "GET /cart?from=/wp-login.php HTTP/1.1" 404 12',
  '10.0.0.1 - - "GET /wp-login.php HTTP/1.1" 502 12',
  'database stopped: invalid user postgres from config',
  'http: TLS handshake error from 10.0.0.5:41022: remote error: tls: bad certificate',
])('%s is none', (text) => {
  expect(isStrayNoise([text], rare)).toBe(false)
})

test('a lock of a tool that is met once or twice is chance, again and again it is left over', () => {
  const met = ["fatal: Unable to create '/srv/app/.git/index.lock': File exists."]
  expect(isStrayNoise(met, { count: 2, share: 0.01 })).toBe(true)
  expect(isStrayNoise(met, { count: 7, share: 0.01 })).toBe(false)
})
