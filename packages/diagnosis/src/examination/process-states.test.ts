import { readTables } from '@faultmaven/commands'
import { describe, expect, it } from 'vitest'
import { examineTables } from './tables.ts'

const ps = (...rows: string[]) =>
  examineTables(
    readTables(`USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${rows.join('\n')}\n`),
    'ps.txt',
  ).filter(({ check }) => check === 'process-states')
const row = (pid: number, state: string) =>
  `app       ${String(pid).padStart(6)}  0.3  2.1 900000 90000 ?        ${state.padEnd(4)} Nov20   1:10 worker`

describe('examineTables() of processes', () => {
  it('tells processes in uninterruptible sleep, with their rows', () => {
    expect(ps(row(11, 'S'), row(12, 'D'), row(13, 'Ds'), row(14, 'Ss'))).toMatchObject([
      {
        title: '2 processes wait in uninterruptible sleep, as for a disk or a network file system',
        places: [{ line: 3 }, { line: 4 }],
      },
    ])
  })

  it('tells a process that was stopped, by the script that it runs, and leaves suspended jobs of a terminal alone', () => {
    const stopped = row(31, 'Tl').replace('worker', '/usr/bin/python3 -u /srv/till/sales.py --port 80')
    expect(ps(row(30, 'S'), stopped)).toMatchObject([
      {
        title: 'The process sales.py is stopped (state T: by a signal or a debugger) and does nothing until continued',
        places: [{ line: 3 }],
        fault: { mechanism: 'process/stopped', entity: 'sales.py' },
      },
    ])
    expect(ps(row(30, 'S'), stopped.replace('?  ', 'pts/0'))).toEqual([])
  })

  it('leaves one that waits and a few zombies alone, and tells many', () => {
    expect(ps(row(11, 'D'), row(12, 'Z'), row(13, 'S'), row(14, 'S'))).toEqual([])
    expect(ps(row(1, 'S'), ...Array.from({ length: 12 }, (_, index) => row(20 + index, 'Z')))).toMatchObject([{ count: 12 }])
  })
})
