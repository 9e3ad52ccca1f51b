import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readReports } from './index.ts'

describe('readReports()', () => {
  test('sar with 12 hours: the header comes again, clocks are told in 24 hours, averages are left out', () => {
    const text = `Linux 6.1.0 (db-7) 	04/02/2026 	_x86_64_	(8 CPU)

11:50:01 AM     CPU     %user     %nice   %system   %iowait    %steal     %idle
12:00:01 PM     all      3.10      0.00      1.20      0.10      0.00     95.60

12:10:01 PM     CPU     %user     %nice   %system   %iowait    %steal     %idle
01:20:01 PM     all      3.30      0.00      1.10      0.20      0.00     95.40
Average:        all      3.20      0.00      1.15      0.15      0.00     95.50
`
    const [report, ...others] = readReports(text)
    expect(others).toEqual([])
    expect(report).toMatchObject({ kind: 'cpu', headers: [3, 6, 8] })
    expect(report?.columns).toEqual(['%user', '%nice', '%system', '%iowait', '%steal', '%idle'])
    expect(report?.rows.map(({ clock, subject, line }) => [clock, subject, line])).toEqual([
      ['12:00:01', 'all', 4],
      ['13:20:01', 'all', 7],
    ])
  })
  test('vmstat, iostat, pidstat -d and the summary of top', () => {
    const text = `procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----
 r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st
 2  0      0 100000   1000 200000    0    0     5     9  300  500  7  2 91  0  0

Device            r/s     rkB/s   r_await     w/s     wkB/s  w_await  aqu-sz  %util
vda              5.00    100.00      0.50    8.00    120.00     0.70    0.01   1.20

10:00:01      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
10:00:02        0      4711   9000.00      0.00      0.00      12  tar

%Cpu(s):  7.1 us,  2.0 sy,  0.0 ni, 90.4 id,  0.3 wa,  0.0 hi,  0.2 si,  0.0 st
`
    expect(readReports(text).map(({ kind, rows }) => [kind, rows[0]?.subject, rows[0]?.cells.length])).toEqual([
      ['paging', '', 17],
      ['disk', 'vda', 8],
      ['process-io', 'tar', 6],
      ['cpu', '', 8],
    ])
  })
  test('prose and logs hold none, and nothing makes it throw', () => {
    expect(readReports('the CPU was idle\n12:00:01 %idle is a column\n')).toEqual([])
    fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => Array.isArray(readReports(text))))
  })
})
