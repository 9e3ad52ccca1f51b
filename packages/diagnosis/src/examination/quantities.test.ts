import { readCounters, readEvents, readProfile, readReports, readStatements, readTables, readThreads } from '@faultmaven/commands'
import { readSeries } from '@faultmaven/metrics'
import { describe, expect, test } from 'vitest'
import { examineCountersOfTools } from './counters.ts'
import { examineProfile } from './profile.ts'
import { examineReports, machineOf } from './reports.ts'
import { examineSeries } from './series.ts'
import { examineStatements } from './statements.ts'
import { examineTables } from './tables.ts'
import { examineThreads } from './threads.ts'
import { examineEvents } from './timed-events.ts'

const brief = (findings: readonly { readonly title: string; readonly fault?: { readonly mechanism: string } | undefined }[]) =>
  findings.map(({ title, fault }) => `${title} [${fault?.mechanism ?? ''}]`)
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))
const VMSTAT = ' r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n'

describe('examineReports()', () => {
  const sar = (steal: (index: number) => number) =>
    `Linux 6.1.0 (vm-3) \t04/02/2026 \t_x86_64_\t(2 CPU)\n\n10:00:01        CPU     %user     %nice   %system   %iowait    %steal     %idle\n${many(
      30,
      (index) =>
        `10:${String(index).padStart(2, '0')}:01        all     20.00      0.00      2.00      0.10     ${steal(index).toFixed(2)}     60.00\n`,
    ).join('')}`
  const examine = (text: string) => examineReports(readReports(text), 'out.txt', machineOf(text.split('\n')))
  test('steal that stays, with its host and since when; a single sample says nothing', () => {
    expect(brief(examine(sar((index) => (index < 20 ? 0.2 : 41))))).toEqual([
      'vm-3 loses 41% of its CPU time to steal since 10:20 (0.2% before): its hypervisor runs other virtual machines instead [cpu/stolen]',
    ])
    expect(examine(sar((index) => (index === 7 ? 60 : 0.2)))[0]?.kind).toBe('healthy')
  })
  test('a machine that swaps all the time, not the first sample, which is the mean since boot', () => {
    const row = (si: number, so: number) => ` 1  9   9000   1000    100   2000 ${si} ${so}   100   100  300  500  5  5 85  5  0\n`
    expect(brief(examine(VMSTAT + row(5, 5) + row(4000, 6000).repeat(5)))).toEqual([
      'Memory is short: the machine swaps all the time, 4000 in and 6000 out each second [memory/exhausted]',
    ])
    expect(examine(VMSTAT + row(4000, 6000) + row(0, 0).repeat(9))[0]?.kind).toBe('healthy')
  })
  test('a disk is saturated when requests wait, not by %util alone; a steady number of requests is a cap', () => {
    const iostat = (wait: string, queue: string) =>
      `Device            r/s     rkB/s   r_await     w/s     wkB/s  w_await  aqu-sz  %util\nvdb            200.00    100.00  ${wait}   50.00    120.00  ${wait}  ${queue}  99.90\n\n`.repeat(
        6,
      )
    const [finding] = examine(iostat('80.00', '31.00'))
    expect(finding?.title).toBe('Disk vdb is saturated: 100% busy, reads wait 80 ms and writes 80 ms in a queue of 31')
    expect(finding?.details).toEqual(['250 requests/s (IOPS) in every sample: a limit of the volume'])
    expect(examine(iostat('0.30', '0.40'))).toEqual([])
  })
})

describe('examineThreads()', () => {
  const thread = (name: string, state: string, frames: readonly string[]) =>
    `"${name}" #1 prio=5 tid=0x01 nid=0x02\n   java.lang.Thread.State: ${state}\n${frames.map((frame) => `\t${frame}\n`).join('')}\n`
  test('who holds the lock, and what it does', () => {
    const text =
      thread('t-0', 'RUNNABLE', [
        'at java.io.FileOutputStream.write(X.java:1)',
        'at org.shop.Journal.flush(Journal.java:5)',
        '- locked <0x0a> (a org.shop.Journal)',
      ]) +
      many(6, (index) =>
        thread(`t-${index + 1}`, 'BLOCKED', [
          'at org.shop.Journal.add(Journal.java:2)',
          '- waiting to lock <0x0a> (a org.shop.Journal)',
        ]),
      ).join('')
    expect(brief(examineThreads(readThreads(text), 'dump.txt'))).toEqual([
      '6 threads wait for one lock (Journal) that thread “t-0” holds while it is in Journal.flush (Journal.java:5) [lock/hung]',
    ])
  })
  test('many at one place of a page, though pages are compiled into a package of the server', () => {
    const text = many(8, (index) =>
      thread(`http-${index}`, 'TIMED_WAITING (sleeping)', [
        'at java.lang.Thread.sleep(Native Method)',
        'at org.apache.jsp.invoice_jsp._jspService(invoice_jsp.java:40)',
        'at org.apache.jasper.runtime.HttpJspBase.service(HttpJspBase.java:65)',
      ]),
    ).join('')
    expect(brief(examineThreads(readThreads(text), 'dump.txt'))).toEqual([
      '8 of 8 busy threads are in invoice_jsp._jspService (invoice_jsp.java:40), sleeping [code/slow]',
    ])
  })
  test('the call that holds the pooled connections', () => {
    const text =
      many(4, (index) =>
        thread(`h-${index}`, 'RUNNABLE', [
          'at sun.nio.ch.Net.poll(Native Method)',
          'at org.shop.Stamp.fetch(Stamp.java:7)',
          'at org.springframework.transaction.interceptor.TransactionInterceptor.invoke(T.java:1)',
          'at org.shop.Api.post(Api.java:3)',
        ]),
      ).join('') +
      many(9, (index) =>
        thread(`w-${index}`, 'TIMED_WAITING (parking)', [
          'at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:1)',
          'at org.shop.Api.post(Api.java:2)',
        ]),
      ).join('')
    expect(brief(examineThreads(readThreads(text), 'dump.txt'))[0]).toBe(
      'Slow call inside a transaction holds the pooled connections: 4 threads are in Stamp.fetch (Stamp.java:7), waiting for an answer from the network, 9 wait for a connection [transaction/slow]',
    )
  })
})

describe('numbers of other kinds', () => {
  test('a hot regular expression and who calls it', () => {
    const text = ` [JavaScript]:\n   ticks  total  nonlib   name\n    950   95.0%   97.0%  RegExp: ^(a+)+$\n\n [Bottom up (heavy) profile]:\n   ticks parent  name\n    950   95.0%  RegExp: ^(a+)+$\n    950  100.0%    LazyCompile: *checkMail /srv/mail.js:3:9\n`
    expect(brief(examineProfile(readProfile(text), 'p.txt'))).toEqual([
      'A regular expression takes the CPU: 95% of the samples are in RegExp: ^(a+)+$, called by checkMail (mail.js:3) [regex/slow]',
    ])
  })
  test('a statement that scans', () => {
    const text =
      `# Query_time: 3.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 500000\nSELECT * FROM beds WHERE note = 'x';\n`.repeat(4)
    expect(brief(examineStatements(readStatements(text), 'slow.log'))).toEqual([
      'A full scan without a fitting index takes 100% of the time of all slow statements: SELECT * FROM beds WHERE note = ? [query/unindexed]',
    ])
  })
  test('what the slow records have in common', () => {
    const line = (index: number) =>
      `{"route":"/x","backend":"b${index % 4}","duration_ms":${index % 4 === 2 && index > 40 ? 5000 : 40}}`
    const [finding] = examineEvents(readEvents(many(120, line).join('\n')), 'app.jsonl')
    expect(finding?.title).toMatch(/100% of the slow ones have backend b2/)
    expect(finding?.fault).toMatchObject({ mechanism: 'upstream/slow', entity: 'b2', blames: 'callee' })
  })
  test('damaged frames, and not the few of years', () => {
    const errors = (count: number) => `2: eth0: <UP>\n    RX errors: length crc frame\n               0 ${count} 0\n`
    expect(brief(examineCountersOfTools(readCounters(errors(90_000)), 'nic.txt'))[0]).toMatch(
      /eth0 receives damaged frames: 90000 CRC.*\[link\/corrupt\]/,
    )
    expect(examineCountersOfTools(readCounters(errors(12)), 'nic.txt')).toEqual([])
  })
  test('one of many equal rows whose numbers are far off', () => {
    const row = (name: string, steal: number, p95: number) => `${name},${steal},${p95}`
    const text = [
      'host,cpu_steal_pct,p95_ms',
      row('n1', 0.2, 90),
      row('n2', 0.4, 95),
      row('n3', 44, 1900),
      row('n4', 0.1, 88),
      row('n5', 0.3, 91),
    ].join('\n')
    const found = examineTables(readTables(text), 'fleet.csv').filter(({ check }) => check === 'odd-one-out')
    expect(brief(found)).toEqual([
      'n3 alone of 5: cpu_steal_pct 44 (others 0.1 to 0.4), p95_ms 1900 (others 88 to 95) [cpu/stolen]',
    ])
  })
  test('the session that holds what others wait for', () => {
    const text = ` pid | usename | state               | wait_event_type | xact_age | query
-----+---------+---------------------+-----------------+----------+--------
  11 | ann     | idle in transaction | Client          | 02:10:00 | SELECT 1
  12 | app     | active              | Lock            | 00:00:09 | ALTER TABLE t
`
    expect(brief(examineTables(readTables(text), 'a.txt'))[0]).toBe(
      'Session 11 (ann) is idle in transaction for 02:10:00 and keeps its locks; 1 session waits for a lock [lock/hung]',
    )
  })
  test('the attribute that marks the series that got worse', () => {
    const rows = many(40, (minute) =>
      ['v1', 'v2'].flatMap((version) =>
        ['a', 'b'].map(
          (zone) =>
            `${new Date(Date.UTC(2026, 3, 2, 10, minute)).toISOString()},${version},${zone},${version === 'v2' && minute >= 20 ? 900 + (minute % 5) : 50 + (minute % 5)}`,
        ),
      ),
    ).flat()
    const text = ['time,version,zone,latency_ms', ...rows].join('\n')
    expect(examineSeries(readSeries('m.csv', text), 'm.csv')[0]?.title).toMatch(
      /^latency_ms went from 52(?:\.5)? ms to 90[23] ms at 10:20 in all 2 series of version v2; the 2 others stay at 52(?:\.5)? ms$/,
    )
  })
})
