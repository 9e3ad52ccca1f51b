import { createLogReader } from '../log-reader.ts'
import { describe, expect, test } from 'vitest'
import { toInstant, type LogRecord } from '@faultmaven/signals'
import { createRecordSplitter } from './record-splitter.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

function split(text: string | Uint8Array) {
  const records: LogRecord[] = []
  const splitter = createRecordSplitter({ now: NOW, onRecord: (record) => records.push(record) })
  splitter.push(Buffer.from(text))
  splitter.end()
  return { records, coverage: splitter.coverage(), format: splitter.format(), clock: splitter.clock() }
}

const shape = (text: string) => split(text).records.map(({ line, lines, severity, body }) => [line, lines, severity ?? '-', body])

describe('createRecordSplitter()', () => {
  test('keeps a Python traceback with its last line together', () => {
    expect(
      shape(`2026-03-04 05:06:07,890 - worker - ERROR - job 7 failed
Traceback (most recent call last):
  File "/app/run.py", line 12, in run
    connect(host)
ConnectionRefusedError: [Errno 111] Connection refused

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/run.py", line 15, in run
    raise JobError() from error
worker.JobError: job 7
2026-03-04 05:06:08,890 - worker - INFO - next job
`),
    ).toEqual([
      [1, 12, 'error', 'job 7 failed'],
      [13, 1, 'info', 'next job'],
    ])
  })

  test('takes a traceback after an unrelated message as a record of its own', () => {
    expect(
      shape(`2026-03-04 05:06:07,890 - worker - INFO - listening
Traceback (most recent call last):
  File "/app/run.py", line 12, in run
    connect(host)
KeyError: 'orders'
`),
    ).toEqual([
      [1, 1, 'info', 'listening'],
      [2, 4, 'error', 'Traceback (most recent call last):'],
    ])
  })

  test('takes each run of a program that ended in a traceback as a record of its own', () => {
    const run = `Traceback (most recent call last):
  File "/app/run.py", line 12, in <module>
    connect(host)
KeyError: 'orders'
`
    expect(shape(`2026-03-04 05:06:07,890 - worker - INFO - listening\n${run.repeat(3)}`).map(([line]) => line)).toEqual([
      1, 2, 6, 10,
    ])
  })

  test('keeps a Java trace with causes and suppressed exceptions together', () => {
    const { records } = split(`05:06:07.890 [main] ERROR com.example.Boot - start failed
com.example.BootException: no store
\tat com.example.Boot.main(Boot.java:12)
\tSuppressed: java.io.IOException: close
Caused by: java.net.UnknownHostException: db
\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)
\t... 3 more
05:06:08.890 [main] INFO com.example.Boot - stopped
`)
    expect(records.map(({ lines }) => lines)).toEqual([7, 1])
    expect(records[0]?.continuation).toContain('Caused by: java.net.UnknownHostException: db')
  })

  test('keeps panics of Go and Rust, and uncaught errors of Node.js together', () => {
    expect(
      shape(`2026/03/04 05:06:07 listening on :8080
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]

goroutine 18 [running]:
main.(*Server).handle(0x0)
\t/src/server.go:42 +0x1d
created by main.main in goroutine 1
\t/src/main.go:9 +0x20
exit status 2
`),
    ).toEqual([
      [1, 1, '-', 'listening on :8080'],
      [2, 9, 'fatal', 'panic: runtime error: invalid memory address or nil pointer dereference'],
    ])
    expect(
      shape(`thread 'main' panicked at src/main.rs:4:5:
index out of bounds: the len is 3 but the index is 7
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace
`),
    ).toEqual([[1, 3, 'fatal', "thread 'main' panicked at src/main.rs:4:5:"]])
    expect(
      shape(`/app/server.js:12
    throw new Error('no database')
    ^

Error: no database
    at start (/app/server.js:12:11)

Node.js v20.11.0
`),
    ).toEqual([[1, 8, 'error', '/app/server.js:12']])
  })

  test('adds detail lines of PostgreSQL to the statement of the same process', () => {
    const { records } =
      split(`2026-03-04 05:06:07.890 UTC [41] ERROR:  duplicate key value violates unique constraint "orders_pkey"
2026-03-04 05:06:07.890 UTC [41] DETAIL:  Key (id)=(7) already exists.
2026-03-04 05:06:07.890 UTC [41] STATEMENT:  INSERT INTO orders
\t  VALUES (7)
2026-03-04 05:06:08.001 UTC [9] LOG:  checkpoint starting: time
2026-03-04 05:06:08.002 UTC [41] HINT:  belongs to nobody here
`)
    expect(records.map(({ line, lines, body }) => [line, lines, body])).toEqual([
      [1, 4, 'duplicate key value violates unique constraint "orders_pkey"'],
      [5, 1, 'checkpoint starting: time'],
      [6, 1, 'belongs to nobody here'],
    ])
  })

  test('joins the parts of a line that a container runtime cut, and traces written line by line', () => {
    const { records } = split(`2026-03-04T05:06:07.100000000Z stdout P a very long
2026-03-04T05:06:07.100000001Z stdout F  line
2026-03-04T05:06:07.200000000Z stderr F panic: boom
2026-03-04T05:06:07.200000001Z stderr F goroutine 1 [running]:
2026-03-04T05:06:07.200000002Z stderr F main.main()
2026-03-04T05:06:07.200000003Z stderr F \t/src/main.go:9 +0x20
2026-03-04T05:06:07.300000000Z stdout F done
`)
    expect(records.map(({ line, lines, body }) => [line, lines, body])).toEqual([
      [1, 2, 'a very long line'],
      [3, 4, 'panic: boom'],
      [7, 1, 'done'],
    ])
  })

  test('reads a pretty-printed object as one record', () => {
    const { records, coverage } = split(`{
  "level": "error",
  "time": "2026-03-04T05:06:07Z",
  "msg": "cannot charge",
  "order": { "id": 7 }
}
{
  "level": "info",
  "msg": "done"
}
`)
    expect(records.map(({ line, lines, severity, body, fields }) => [line, lines, severity, body, fields['order.id']])).toEqual([
      [1, 6, 'error', 'cannot charge', 7],
      [7, 4, 'info', 'done', undefined],
    ])
    expect(coverage).toMatchObject({ lines: 10, records: 2, continuations: 8 })
  })

  test('reads entries of the systemd journal in its export and verbose forms', () => {
    const { records, coverage } = split(`__CURSOR=s=1;i=2
__REALTIME_TIMESTAMP=1772600767890123
PRIORITY=3
_HOSTNAME=db-2
SYSLOG_IDENTIFIER=backupd
MESSAGE=target is full

__CURSOR=s=1;i=3
__REALTIME_TIMESTAMP=1772600768000000
PRIORITY=6
MESSAGE=retrying

Wed 2026-03-04 05:06:09.000001 UTC [s=1a;i=4;b=2;m=3;t=4;x=5]
    PRIORITY=4
    _HOSTNAME=db-2
    MESSAGE=still full
`)
    expect(
      records.map(({ line, lines, severity, host, body, time }) => [line, lines, severity, host, body, time && toInstant(time)]),
    ).toEqual([
      [1, 6, 'error', 'db-2', 'target is full', '2026-03-04T05:06:07.890123Z'],
      [8, 4, 'info', undefined, 'retrying', '2026-03-04T05:06:08.000000Z'],
      [13, 4, 'warn', 'db-2', 'still full', '2026-03-04T05:06:09.000001Z'],
    ])
    expect(coverage).toMatchObject({ lines: 16, records: 3, continuations: 11, blank: 2 })
  })

  test('reads interleaved formats in one file, each by its own', () => {
    const { records } = split(
      `{"level":"warn","msg":"retry","ts":1772600767}
Mar  4 05:06:07 db-2 sshd[4411]: Connection reset
E0304 05:06:07.890123    1 lease.go:33] lost the lease
10.0.0.1 - - [04/Mar/2026:05:06:07 +0000] "GET / HTTP/1.1" 502 12 "-" "-"
`.repeat(3),
    )
    expect(records.slice(0, 4).map(({ severity, component, host }) => [severity, component, host])).toEqual([
      ['warn', undefined, undefined],
      [undefined, 'sshd', 'db-2'],
      ['error', 'lease.go:33', undefined],
      ['error', undefined, undefined],
    ])
  })

  test('looks at the formats again when the source changes', () => {
    const boot = Array.from({ length: 300 }, (_, at) => `Mar  4 05:06:07 db-2 boot[1]: step ${at}\n`).join('')
    const app = Array.from(
      { length: 400 },
      (_, at) => `2026-03-04 05:06:07,890 - worker.mailer - ERROR - mail ${at} lost\n`,
    ).join('')
    const { records } = split(boot + app)
    expect(records.at(-1)).toMatchObject({ component: 'worker.mailer', severity: 'error', body: 'mail 399 lost' })
  })

  test('infers the year and lets it rise at new year', () => {
    const { records, clock } = split(`Dec 31 23:59:59 db-2 cron[1]: last\nJan  1 00:00:01 db-2 cron[1]: first\n`)
    expect(records.map(({ time }) => time !== undefined && toInstant(time))).toEqual([
      '2025-12-31T23:59:59.000000Z',
      '2026-01-01T00:00:01.000000Z',
    ])
    expect(clock).toEqual({
      zone: 'assumed-utc',
      yearAssumed: true,
      dayAssumed: false,
      uncertaintyMs: 1000,
      notes: [
        'No year in the log: 2025 to 2026 taken from the day it was received',
        'No time zone in the log: read as UTC, may be off by whole hours',
      ],
    })
  })

  test('ignores colours of the terminal', () => {
    expect(shape('\u001b[90m2026-03-04T05:06:07Z\u001b[0m \u001b[31mERROR\u001b[0m store: cannot open\n')).toEqual([
      [1, 1, 'error', 'cannot open'],
    ])
  })

  test('skips binary lines with a reason and reads a line behind a hole of zeros', () => {
    const hole = Buffer.concat([Buffer.alloc(50), Buffer.from('Mar  4 05:06:07 db-2 kernel: back again\n')])
    const noise = Buffer.concat([Buffer.from(Array.from({ length: 90 }, (_, at) => (at * 31) % 9)), Buffer.from('\n')])
    const { records, coverage } = split(Buffer.concat([hole, noise]))
    expect(records.map(({ component, body }) => [component, body])).toEqual([['kernel', 'back again']])
    expect(coverage.skipped).toEqual(new Map([['binary data', 1]]))
  })

  test('a line of several megabytes is one record whose rest is counted', () => {
    const { records, coverage } = split(`2026-03-04T05:06:07Z ERROR store: dump ${'ab'.repeat(2_000_000)}\nINFO done\n`)
    expect(records).toHaveLength(2)
    expect(records[0]).toMatchObject({ severity: 'error', component: 'store' })
    expect(records[0]?.body).toHaveLength(4096)
    expect(coverage.cut).toEqual({ lines: 1, bytes: 4_000_039 - 65_536 })
  })

  test('prose that mentions an instant is no header', () => {
    expect(split('Backup was started at 2026-03-04 05:06:07 by ada\nand ended.\n').records.map(({ time }) => time)).toEqual([
      undefined,
      undefined,
    ])
  })
})

test('keeps the causes of a stack trace longer than what is kept of others', () => {
  const frames = (count: number) =>
    Array.from({ length: count }, (_, at) => `\tat lib.frame.C${at}.run(C.java:${at + 1})`).join('\n')
  const reader = createLogReader({ now: Date.UTC(2026, 2, 4) })
  reader.push(
    new TextEncoder().encode(
      `2026-03-04 05:06:07 ERROR main failed\njava.lang.IllegalStateException: outer\n${frames(60)}\nCaused by: java.lang.NullPointerException: inner\n\tat com.acme.Bill.close(Bill.java:29)\n${frames(30)}\n`,
    ),
  )
  const [record] = reader.end().templates.flatMap(({ samples }) => samples)
  expect(record?.continuation).toHaveLength(44)
  expect(record?.continuation.slice(40, 42)).toEqual([
    'Caused by: java.lang.NullPointerException: inner',
    '\tat com.acme.Bill.close(Bill.java:29)',
  ])
})
