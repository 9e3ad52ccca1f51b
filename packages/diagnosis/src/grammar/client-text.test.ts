import { expect, test } from 'vitest'
import { withoutClientText } from './client-text.ts'
import { readFault } from './read-fault.ts'

test.each([
  '203.0.113.9 - - "GET / HTTP/1.1" 404 512 "-" "FATAL: No space left on device"',
  '203.0.113.9 - - "GET /?q=java.lang.OutOfMemoryError:+Java+heap+space HTTP/1.1" 404 512 "-" "curl/8"',
  'Invalid user kernel: Out of memory: Killed process 1 (postgres) from 203.0.113.9 port 5022',
])('what a client wrote is no fault: %s', (text) => {
  expect(readFault(text)?.mechanism ?? 'none').not.toMatch(/disk|memory|heap/)
})

test('what the server wrote stays', () => {
  const line = 'connect() failed (111: Connection refused), request: "GET /cart?id=1 HTTP/1.1", upstream: "http://10.1.1.1/cart"'
  expect(withoutClientText(line)).toBe(line.replace('?id=1', ''))
  expect(withoutClientText('unknown user deploy from config')).toBe('unknown user deploy from config')
})

test('columns that a logged statement asks for are names', () => {
  expect(readFault('duration: 12.5 ms  statement: SELECT datname, deadlocks, conflicts FROM pg_stat_database')).toBeUndefined()
  expect(readFault('error in query: SELECT 1: deadlock detected')?.mode).toBe('deadlocked')
})
