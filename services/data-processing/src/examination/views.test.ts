import { createLogReader } from '@faultmaven/logs'
import { examineSource } from '@faultmaven/diagnosis'
import { describe, expect, it } from 'vitest'
import { draftsOf } from './drafts-of.ts'
import type { Examinable } from './examinable.ts'
import { growingView, viewsOf } from './views.ts'

const NOW = Date.UTC(2026, 4, 2)

function examinable(name: string, lines: readonly string[]): Examinable {
  const whole = new TextEncoder().encode(`${lines.join('\n')}\n`)
  const reader = createLogReader({ now: NOW })
  reader.push(whole)
  return { name, encoding: 'utf-8', head: whole, whole, digest: reader.end() }
}
const faultsIn = (source: Examinable) =>
  draftsOf(viewsOf(source), (view) => examineSource(view)).filter(({ kind }) => kind !== 'healthy')

describe('viewsOf()', () => {
  it('takes the names of columns for no message', () => {
    const samples = ['when,evictions,deadlocks,oom_kills']
    for (let minute = 10; minute < 20; minute += 1) samples.push(`2026-05-01T08:${minute}:00Z,0,0,0`)
    const source = examinable('gauges.csv', samples)
    expect(faultsIn(source)).toEqual([])
    expect(examineSource(growingView(source))).toEqual([])
    expect(faultsIn(examinable('shards.csv', ['shard,deadlocks,state', 's1,0,up', 's2,0,up']))).toEqual([])
  })
  it('reads the rows of a log in columns, but not its header', () => {
    const rows = ['when,level,deadlocks,message', '2026-05-01T08:10:00Z,error,0,connection refused by ledger:7400']
    expect(faultsIn(examinable('rows.csv', rows))).toMatchObject([{ places: [{ line: 2 }] }])
  })
  it('reads a log in columns that names its spans as a log', () => {
    const rows = [
      'timestamp,level,trace_id,span_id,message',
      '2026-05-01T08:10:00Z,info,t1,s1,started',
      '2026-05-01T08:10:01Z,error,t1,s2,connection refused by ledger:7400',
    ]
    const { examined } = viewsOf(examinable('rows.csv', rows))
    expect(examined).toMatchObject({ kind: 'log' })
    expect(examined.traces).toBeUndefined()
    expect(faultsIn(examinable('rows.csv', rows))).toMatchObject([{ places: [{ line: 3 }] }])
  })
})
