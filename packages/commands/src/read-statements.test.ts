import { describe, expect, test } from 'vitest'
import { readStatements } from './index.ts'

describe('readStatements()', () => {
  test('MySQL: time, rows and the statement without its values', () => {
    const text = `# Time: 2026-04-02T10:00:00.000000Z
# Query_time: 2.500000  Lock_time: 0.000100 Rows_sent: 3  Rows_examined: 90000
SET timestamp=1775124000;
SELECT name FROM guests WHERE room = 12 AND note = 'late';
`
    expect(readStatements(text)).toEqual([
      {
        shape: 'SELECT name FROM guests WHERE room = ? AND note = ?',
        seconds: 2.5,
        text: '2.500000',
        line: 2,
        returned: 3,
        examined: 90_000,
      },
    ])
  })
  test('Redis, as a terminal shows it and as a file gets it', () => {
    const terminal = ` 1) 1) (integer) 31
    2) (integer) 1775124000
    3) (integer) 412000
    4) 1) "KEYS"
       2) "guest:*"
    5) "10.4.0.9:51702"
    6) ""
 2) 1) (integer) 30
    2) (integer) 1775123990
    3) (integer) 15000
    4) 1) "SORT"
       2) "rooms"
`
    expect(readStatements(terminal)).toEqual([
      { shape: 'KEYS guest:*', seconds: 0.412, text: '412000', line: 3, isExclusive: true },
      { shape: 'SORT rooms', seconds: 0.015, text: '15000', line: 10, isExclusive: true },
    ])
    const file = '31\n1775124000\n412000\nKEYS\nguest:*\n10.4.0.9:51702\n\n30\n1775123990\n15000\nSORT\nrooms\n'
    expect(readStatements(file).map(({ shape, line }) => [shape, line])).toEqual([
      ['KEYS guest:*', 3],
      ['SORT rooms', 10],
    ])
    expect(readStatements('3\n17\n2026\n')).toEqual([])
  })
  test('PostgreSQL and MongoDB', () => {
    const postgres = '2026-04-02 10:00:00 UTC [7] LOG:  duration: 1234.500 ms  statement: SELECT 1\n'
    expect(readStatements(postgres)[0]).toMatchObject({ seconds: 1.2345, shape: 'SELECT ?' })
    const mongo =
      '{"msg":"Slow query","attr":{"ns":"inn.guests","command":{"find":"guests"},"planSummary":"COLLSCAN","docsExamined":500,"nreturned":1,"durationMillis":750}}\n'
    expect(readStatements(mongo)[0]).toMatchObject({
      shape: 'find on inn.guests (COLLSCAN)',
      seconds: 0.75,
      examined: 500,
      returned: 1,
    })
    expect(readStatements('nothing slow here')).toEqual([])
  })
})
