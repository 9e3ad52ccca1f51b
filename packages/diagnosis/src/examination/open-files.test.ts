import { expect, test } from 'vitest'
import { examineOpenFiles } from './open-files.ts'

const HEADER = 'COMMAND   PID   USER   FD   TYPE DEVICE SIZE/OFF   NODE NAME'
const told = (...rows: string[]) => examineOpenFiles([HEADER, ...rows], 'lsof.txt').map(({ title }) => title)

test('a log that was rotated is still written to', () => {
  const rows = [
    'mailer    811   mail    4w   REG  253,0    91822   5531 /var/log/mailer/out.log.1',
    'mailer    812   mail    4w   REG  253,0    91822   5531 /var/log/mailer/out.log.1',
    'mailer    812   mail    5w   REG  253,0      120   5540 /var/log/mailer/err.log',
  ]
  const [finding, ...others] = examineOpenFiles([HEADER, ...rows], 'lsof.txt')
  expect(others).toEqual([])
  expect(finding).toMatchObject({ kind: 'state', fault: { mechanism: 'file/renamed' }, details: ['held by PID 811, PID 812'] })
  expect(finding?.places).toEqual([{ line: 2 }, { line: 3 }])
})

test('a deleted log is still written to, with thread columns as well', () => {
  const row = 'java  901  950 gc-worker  app  7w  REG  253,0  40960  77 /srv/app/logs/app.log (deleted)'
  expect(told(row)).toEqual([expect.stringContaining('app.log, which was deleted')])
})

test.each([
  ['it is only read', 'tail 9 root 3r REG 253,0 91822 5531 /var/log/mailer/out.log.1'],
  ['it is a temporary file', 'mysqld 9 mysql 8u REG 253,0 0 19 /tmp/ibXw1 (deleted)'],
  ['it is the current log', 'mailer 811 mail 4w REG 253,0 91822 5531 /var/log/mailer/out.log'],
  ['its date is part of its name', 'mailer 811 mail 4w REG 253,0 91822 5531 /var/log/mailer/out.log.2026-05-04'],
  ['it is a socket', 'mailer 811 mail 4u IPv4 5531 0t0 TCP 10.0.0.1:80'],
])('nothing is said where %s', (_, row) => expect(told(row)).toEqual([]))
