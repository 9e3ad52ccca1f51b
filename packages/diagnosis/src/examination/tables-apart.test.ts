import { readTables } from '@faultmaven/commands'
import { expect, test } from 'vitest'
import { examineTables } from './tables.ts'

const list = (programs: readonly string[]) =>
  [
    'USER         PID %CPU %MEM    RSS COMMAND',
    ...programs.map((name, at) => `app         ${at + 101}  0.1  0.2 ${at === 3 ? 990000 : 12000 + at * 7} ${name}`),
  ].join('\n')
const titles = (programs: readonly string[]) =>
  examineTables(readTables(list(programs)), 'ps.txt')
    .map(({ title }) => title)
    .join()

test('of many processes one that differs stands apart only among its equals', () => {
  expect(titles(['worker', 'worker', 'worker', 'worker', 'worker'])).toContain('alone of 5: RSS 990000')
  expect(titles(['sh', 'cron', 'sshd', 'java', 'rsyslogd'])).not.toContain('alone of')
})
