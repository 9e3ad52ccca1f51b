import { readTables } from '@faultmaven/commands'
import { describe, expect, it } from 'vitest'
import { examineTables } from './tables.ts'

const faultsIn = (...lines: string[]) =>
  examineTables(readTables(lines.join('\n')), 'shelves.txt').filter(({ kind }) => kind !== 'healthy')

describe('examineTables() of rows in the same state', () => {
  it('names them in one finding, by the column of names', () => {
    const found = faultsIn('ID  SHELF NAME  STATE', '4   north       offline', '6   south       up', '9   east        offline')
    expect(found).toMatchObject([
      {
        title: '2 of 3 rows have state offline: north, east',
        count: 2,
        entities: ['north', 'east'],
        places: [{ line: 2 }, { line: 4 }],
      },
    ])
    expect(found[0]?.predicates).toHaveLength(2)
  })
  it('keeps different states apart', () => {
    const found = faultsIn('NAME   STATE', 'north  offline', 'south  degraded', 'east   up')
    expect(found.map(({ entities }) => entities)).toEqual([['north'], ['south']])
  })
})
