import { readTables } from '@faultmaven/commands'
import { expect, test } from 'vitest'
import { examineTables } from './tables.ts'

const list = (...rows: readonly string[]) =>
  [
    '+----+------+---------+------+---------------------------------+------------------------------+',
    '| Id | User | Command | Time | State                           | Info                         |',
    '+----+------+---------+------+---------------------------------+------------------------------+',
    ...rows,
    '+----+------+---------+------+---------------------------------+------------------------------+',
  ].join('\n')
const waiter = (id: number) =>
  `| ${id} | app  | Query   |   12 | Waiting for table metadata lock | SELECT * FROM shelf          |`
const draft = (text: string) =>
  examineTables(readTables(text), 'processlist.txt').find(({ check }) => check === 'database-sessions')

test('many that wait for a lock are told with who has been at work for longest, and the change among them', () => {
  const alter = '| 40 | ops  | Query   |   14 | Waiting for table metadata lock | ALTER TABLE shelf ADD x INT  |'
  const busy = '| 50 | bi   | Query   |   90 | User sleep                      | SELECT SLEEP(300)            |'
  const told = draft(list(waiter(21), waiter(22), alter, busy))
  expect(told?.title).toBe(
    '3 sessions wait for a lock (“Waiting for table metadata lock”); session 50 (bi) has been at work for longest',
  )
  expect(told?.fault?.mechanism).toBe('lock/hung')
  expect(told?.entities).toEqual(['bi', 'ops', 'app'])
  expect(told?.details).toContain('among those that wait: ALTER TABLE shelf ADD x INT')
  expect(told?.places.map(({ line }) => line)).toEqual([7, 6, 4, 5])
})

test('two that wait for a moment are nothing by themselves', () => {
  expect(draft(list(waiter(21), waiter(22)))).toBeUndefined()
})
