import { readTables } from '@faultmaven/commands'
import { expect, test } from 'vitest'
import { examineTables } from './tables.ts'

const activity = (age: string) =>
  [
    ' pid | usename | state               | wait_event_type | xact_age | query',
    '-----+---------+---------------------+-----------------+----------+------',
    ...[11, 12, 13, 14].map((pid) => `  ${pid} | app     | idle in transaction | Client          | ${age} | BEGIN`),
  ].join('\n')
const titles = (age: string) => examineTables(readTables(activity(age)), 'activity.txt').map(({ title }) => title)

test('sessions hold their connections when they are idle in a transaction for longer than between two statements', () => {
  expect(titles('00:00:09').join()).toContain('4 of 4 sessions are idle in transaction')
  expect(titles('00:00:00').join()).not.toContain('idle in transaction')
})
