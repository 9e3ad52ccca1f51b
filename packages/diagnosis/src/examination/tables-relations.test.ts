import { readTables } from '@faultmaven/commands'
import { describe, expect, test } from 'vitest'
import { examineTables } from './tables.ts'

const brief = (...rows: readonly string[]) =>
  examineTables(
    readTables(
      ` relname  | seq_scan | idx_scan | n_live_tup | n_dead_tup | last_autovacuum\n----------+----------+----------+------------+------------+-----------------\n${rows.join('\n')}\n`,
    ),
    'tables.txt',
  )
    .filter(({ check }) => check === 'table-statistics')
    .map(({ title, fault, details }) => `${title} [${fault?.mechanism}] ${details.join()}`)

describe('examineRelation()', () => {
  test('a large table that is read whole again and again', () => {
    expect(
      brief(
        ' payments |     1204 |       12 |    2400000 |         31 | 2026-05-04 02:11',
        ' currency |    90411 |        0 |        180 |          0 | ',
      ),
    ).toEqual([
      'Table payments is read whole again and again: 1204 sequential scans of 2400000 rows, 12 by an index [query/unindexed] ',
    ])
    expect(
      brief(
        ' payments |       20 |        0 |    2400000 |         31 | ',
        ' ledger   |     1204 |    90000 |    2400000 |          0 | ',
      ),
    ).toEqual([])
  })
  test('a table with more dead rows than live ones', () => {
    expect(brief(' sessions |        1 |      900 |      41000 |     820000 | ')).toEqual([
      'Table sessions has 820000 dead rows beside 41000 live ones: it is not vacuumed [relation/bloated] autovacuum never ran on it',
    ])
    expect(
      brief(
        ' sessions |        1 |      900 |     820000 |      41000 | ',
        ' jobs     |        1 |      900 |          3 |       2100 | ',
      ),
    ).toEqual([])
  })
})
