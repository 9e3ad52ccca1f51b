import { describe, expect, it } from 'vitest'
import type { LogRecord } from '@faultmaven/signals'
import { createRecordSplitter } from './record-splitter.ts'

function read(...lines: string[]): LogRecord[] {
  const records: LogRecord[] = []
  const splitter = createRecordSplitter({ now: 0, onRecord: (record) => records.push(record) })
  splitter.push(new TextEncoder().encode(lines.join('\n')))
  splitter.end()
  return records
}
const bodies = (...lines: string[]) => read(...lines).map(({ body }) => body.trim())

describe('createRecordSplitter() on text without headers', () => {
  it('takes indented lines under a title for entries of their own', () => {
    expect(bodies('storage:', '    shard 4 is offline', '    2 copies missing', 'Group "b":', '  * no room left')).toEqual([
      'storage:',
      'shard 4 is offline',
      '2 copies missing',
      'Group "b":',
      '* no room left',
    ])
  })
  it('keeps what is indented under a failure with it', () => {
    expect(bodies('error: cannot open ledger', '  hint: check the path', 'done')).toEqual(['cannot open ledger', 'done'])
  })
  it('takes the line under a logger category of .NET for the message', () => {
    const records = read(
      'info: Shop.Host[14]',
      '      Listening',
      'fail: Shop.Orders[20]',
      '      No route to ledger',
      '      at Shop.Go()',
    )
    expect(records.map(({ body, component, severity }) => [body, component, severity])).toEqual([
      ['Listening', 'Shop.Host', 'info'],
      ['No route to ledger', 'Shop.Orders', 'error'],
    ])
  })
})
