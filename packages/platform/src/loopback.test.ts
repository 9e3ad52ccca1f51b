import { expect, test } from 'vitest'
import { isLoopbackAddress } from './loopback.ts'

test.each(['127.0.0.1', '127.8.9.10', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LocalHost'])(
  'isLoopbackAddress() accepts %s',
  (host) => expect(isLoopbackAddress(host)).toBe(true),
)

test.each([
  '0.0.0.0',
  '::',
  '',
  '10.0.0.1',
  '128.0.0.1',
  '127.1',
  '::ffff:10.0.0.1',
  'fe80::1',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
])('isLoopbackAddress() refuses "%s"', (host) => expect(isLoopbackAddress(host)).toBe(false))
