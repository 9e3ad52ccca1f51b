import { readTables } from '@faultmaven/commands'
import { expect, test } from 'vitest'
import { examineTables } from './tables.ts'

const list = (...sleepers: readonly string[]) =>
  [
    '+----+------+---------+------+---------------------------------+----------------------------+',
    '| Id | User | Command | Time | State                           | Info                       |',
    '+----+------+---------+------+---------------------------------+----------------------------+',
    ...sleepers,
    '| 21 | ops  | Query   |  300 | Waiting for table metadata lock | ALTER TABLE shelf ADD x INT |',
    '| 22 | app  | Query   |  250 | Waiting for table metadata lock | SELECT * FROM shelf        |',
    '+----+------+---------+------+---------------------------------+----------------------------+',
  ].join('\n')
const titles = (text: string) => examineTables(readTables(text), 'processlist.txt').map(({ title }) => title)

test('a session asleep since before others wait for a metadata lock most likely holds it', () => {
  const sleeper = '| 11 | bi   | Sleep   | 9000 |                                 | NULL                       |'
  expect(titles(list(sleeper))[0]).toContain(
    'Session 11 (bi) is asleep, most likely inside a transaction, for 9000 and keeps its locks; 2 sessions wait',
  )
  expect(titles(list(sleeper.replace('9000', '  90'))).join()).not.toContain('Session 11')
  expect(titles(list(sleeper, sleeper, sleeper)).join()).not.toContain('Session 11')
})
