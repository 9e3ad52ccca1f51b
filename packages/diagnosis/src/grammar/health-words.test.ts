import { expect, test } from 'vitest'
import { endsOnPurpose } from './health-words.ts'

test.each([
  'received fast shutdown request',
  'terminating connection due to administrator command',
  'ops : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/systemctl restart api',
  'planned reboot of node-3 begins',
])('%s was meant', (text) => {
  expect(endsOnPurpose(text)).toBe(true)
})

test.each([
  'planned failover failed: replica db-2 is not reachable: No route to host',
  'planned restart aborted: disk full',
  'job "planned restart report" ended with OutOfMemoryError',
  'GET / ua="planned restart" 200',
  'this was not a planned shutdown',
  'the worker was killed',
])('%s was not', (text) => {
  expect(endsOnPurpose(text)).toBe(false)
})
