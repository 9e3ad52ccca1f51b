import { describe, expect, it } from 'vitest'
import { readTables } from './read-tables.ts'
import { findSeparatedHeader } from './separated-table.ts'

describe('readTables() of separated values', () => {
  it('reads names and rows, with cells in quotes whole', () => {
    const text = 'host,role,failures\n"edge, north",proxy,0\ncore,db,3\n'
    expect(readTables(text)).toEqual([
      {
        columns: ['host', 'role', 'failures'],
        rows: [
          { line: 2, cells: ['edge, north', 'proxy', '0'] },
          { line: 3, cells: ['core', 'db', '3'] },
        ],
      },
    ])
  })
  it('leaves rows out that have another number of cells, and tells the first and how many', () => {
    const rows = Array.from({ length: 30 }, (_, at) => `node-${at},db,${at}`)
    const text = ['host,role,failures', ...rows, 'node-30,db', '', 'node-31', ''].join('\n')
    expect(readTables(text)[0]).toMatchObject({ misfits: { line: 32, cells: 2, columns: 3, count: 2 } })
    expect(readTables(text)[0]?.rows).toHaveLength(30)
  })
  it('leaves a log in columns to the log reader', () => {
    expect(readTables('time,level,message\n2026-05-01T10:00:00Z,error,no route\n')).toEqual([])
  })
  it('takes no sentences for a table', () => {
    expect(readTables('Well, that failed\nAnd, so did this\n')).toEqual([])
    expect(findSeparatedHeader(['ready,steady', 'going,gone'])).toBeUndefined()
  })
})
