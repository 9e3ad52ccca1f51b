import { expect, test } from 'vitest'
import { isMissingSocket } from './missing-socket.ts'
import { readFault } from './read-fault.ts'

test.each([
  [
    'psql: error: connection to server on socket "/run/pg/.s.PGSQL.5433" failed: No such file or directory',
    'database/refused|connection/refused',
  ],
  [
    'connect() to unix:/run/php/app-fpm.sock failed (2: No such file or directory) while connecting to upstream',
    'upstream/refused',
  ],
  ['dial unix /run/agent/api.sock: connect: no such file or directory', 'connection/refused'],
  ['Error: connect ENOENT /tmp/shelf.sock', 'connection/refused'],
])('nobody listens where the socket is not there: %s', (text, mechanisms) => {
  const reading = readFault(text, { signatures: false })
  expect(mechanisms.split('|')).toContain(reading?.mechanism)
  expect(reading).toMatchObject({ blames: 'callee', entity: expect.stringMatching(/sock|PGSQL/) })
})

test('a missing file is one, whoever talks of connections and sockets beside it', () => {
  expect(isMissingSocket('open /etc/app/connection.yaml: no such file or directory')).toBe(false)
  expect(isMissingSocket('cannot open /run/app.sock.lock: no such file or directory')).toBe(false)
  expect(isMissingSocket('connected to unix:/run/app.sock')).toBe(false)
})
