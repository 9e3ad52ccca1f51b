import { describe, expect, it } from 'vitest'
import { readTrees } from './read-trees.ts'
import { resolvePointer } from './pointer.ts'

describe('readTrees() of rows printed down the page', () => {
  it('reads the rows of the mysql client with the line of each value', () => {
    const text = [
      '*************************** 1. row ***',
      '     Thread: 9',
      '       Info: SELECT 1:',
      'FROM dual',
      '   Locked_By: NULL',
    ]
    const { trees, faults } = readTrees('output.txt', text.join('\n'))
    expect(faults).toEqual([])
    expect(resolvePointer(trees, '/Thread')).toMatchObject({ value: '9', line: 2 })
    expect(resolvePointer(trees, '/Info')).toMatchObject({ value: 'SELECT 1:\nFROM dual', line: 3 })
    expect(resolvePointer(trees, '/Locked_By')).toMatchObject({ value: null, line: 5 })
  })
  it('reads the records of psql as documents of their own', () => {
    const text = '-[ RECORD 1 ]---\npid   | 7\nstate | idle\n-[ RECORD 2 ]---\npid   | 8\nstate | active\n(2 rows)\n'
    expect(readTrees('', text).trees.map(({ pointer, root }) => [pointer, root.line])).toEqual([
      ['/0', 1],
      ['/1', 4],
    ])
  })
})

describe('readTrees() of text that only looks like a document', () => {
  const broken = 'pool:\n  size: 4\n  note: [closed, yet: open\nretry: 2\n'
  it('finds no document and no fault in lines that break the syntax', () => {
    expect(readTrees('notes.txt', broken)).toEqual({ trees: [], faults: [] })
  })
  it('says what is broken where the name or its marks say YAML', () => {
    expect(readTrees('pool.yaml', broken).faults).not.toEqual([])
    expect(readTrees('pasted', `apiVersion: v1\nkind: Pool\n${broken}`).faults).not.toEqual([])
  })
  it('leaves events of Windows to the log reader', () => {
    const text =
      'Log Name:      System\nSource:        Disk\nEvent ID:      7\nLevel:         Error\nDescription:\nA block is bad.\n'
    expect(readTrees('events.txt', text).trees).toEqual([])
  })
})
