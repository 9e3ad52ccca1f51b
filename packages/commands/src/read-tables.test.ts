import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTables } from './index.ts'

const only = (text: string) => {
  const tables = readTables(text)
  expect(tables).toHaveLength(1)
  return tables[0] ?? { columns: [], rows: [] }
}
const asObjects = (text: string) => {
  const { columns, rows } = only(text)
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row.cells[index]])))
}

describe('readTables()', () => {
  test('reads a ruled table whose ruler stands far in, and takes far indented words and long dashes for none', () => {
    const far = ' '.repeat(3900)
    expect(readTables(`${far} a | b\n${far}---+---\n${far} 1 | 2\n`)).toEqual([
      { columns: ['a', 'b'], header: 1, rows: [{ line: 3, cells: ['1', '2'] }] },
    ])
    expect(readTables(`${far}word\n`.repeat(2000))).toEqual([])
    expect(readTables(`|${'-'.repeat(3900)}word\n`.repeat(2000))).toEqual([])
  })

  test('reads kubectl get pods with restarts in brackets', () => {
    const text = `NAME                     READY   STATUS             RESTARTS      AGE
cart-6c9f5d-abcde        0/1     CrashLoopBackOff   12 (3m ago)   41m
web-58f7-xyz             1/1     Running            0             9d
`
    expect(asObjects(text)).toEqual([
      { NAME: 'cart-6c9f5d-abcde', READY: '0/1', STATUS: 'CrashLoopBackOff', RESTARTS: '12 (3m ago)', AGE: '41m' },
      { NAME: 'web-58f7-xyz', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '9d' },
    ])
    expect(only(text).rows.map((row) => row.line)).toEqual([2, 3])
  })
  test('reads kubectl get events and keeps the message whole, empty cells empty', () => {
    const text = `LAST SEEN   TYPE      REASON    OBJECT         MESSAGE
5m          Warning   BackOff   pod/cart-abc   Back-off restarting failed container main in pod
<unknown>             Pulled    pod/cart-abc   Image present
`
    expect(asObjects(text)).toEqual([
      {
        'LAST SEEN': '5m',
        TYPE: 'Warning',
        REASON: 'BackOff',
        OBJECT: 'pod/cart-abc',
        MESSAGE: 'Back-off restarting failed container main in pod',
      },
      { 'LAST SEEN': '<unknown>', TYPE: '', REASON: 'Pulled', OBJECT: 'pod/cart-abc', MESSAGE: 'Image present' },
    ])
  })
  test('reads several outputs below their prompts', () => {
    const text = `$ kubectl get nodes
NAME    STATUS     ROLES    AGE   VERSION
n1      NotReady   <none>   5d    v1.30.1

$ kubectl top pods
NAME   CPU(cores)   MEMORY(bytes)
a      12m          300Mi
`
    expect(readTables(text).map((table) => table.columns)).toEqual([
      ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
      ['NAME', 'CPU(cores)', 'MEMORY(bytes)'],
    ])
    expect(readTables(text)[1]?.rows[0]).toEqual({ line: 7, cells: ['a', '12m', '300Mi'] })
  })
  test('reads docker ps', () => {
    const text = `CONTAINER ID   IMAGE        COMMAND                  CREATED        STATUS                      PORTS     NAMES
4f1c2b3a4d5e   redis:7      "docker-entrypoint.s…"   2 hours ago    Up 2 hours (unhealthy)      6379/tcp  cache
9a8b7c6d5e4f   api:1.4      "node server.js"         3 hours ago    Exited (137) 5 minutes ago            api
`
    expect(asObjects(text).map((row) => [row['CONTAINER ID'], row.STATUS, row.NAMES])).toEqual([
      ['4f1c2b3a4d5e', 'Up 2 hours (unhealthy)', 'cache'],
      ['9a8b7c6d5e4f', 'Exited (137) 5 minutes ago', 'api'],
    ])
  })
  test('reads df with right-aligned numbers and a name of two words', () => {
    const text = `Filesystem      Size  Used Avail Use% Mounted on
/dev/nvme0n1p1   50G   48G  1.9G  97% /
tmpfs           7.8G     0  7.8G   0% /dev/shm
`
    expect(asObjects(text)).toEqual([
      { Filesystem: '/dev/nvme0n1p1', Size: '50G', Used: '48G', Avail: '1.9G', 'Use%': '97%', 'Mounted on': '/' },
      { Filesystem: 'tmpfs', Size: '7.8G', Used: '0', Avail: '7.8G', 'Use%': '0%', 'Mounted on': '/dev/shm' },
    ])
  })
  test('reads free, whose rows are named and whose swap row is short', () => {
    const text = `              total        used        free      shared  buff/cache   available
Mem:           7821        7410         120          35         290         180
Swap:          2047        2047           0
`
    expect(asObjects(text).map((row) => [row[''], row.total, row.available])).toEqual([
      ['Mem:', '7821', '180'],
      ['Swap:', '2047', ''],
    ])
  })
  test('reads ps with the command line whole', () => {
    const text = `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
root           1  0.0  0.1 168140 11420 ?        Ss   Nov01   0:09 /sbin/init splash
app         4242 98.7 61.3 990000 88888 ?        Rl   09:00 120:33 java -Xmx4g -jar app.jar
`
    expect(asObjects(text)[1]).toMatchObject({ PID: '4242', '%CPU': '98.7', COMMAND: 'java -Xmx4g -jar app.jar' })
  })
  test('reads ss and systemctl with a failed unit marked by a dot', () => {
    const ss = `State   Recv-Q  Send-Q   Local Address:Port   Peer Address:Port  Process
LISTEN  129     128            0.0.0.0:8080        0.0.0.0:*      users:(("api",pid=7,fd=3))
`
    expect(asObjects(ss)[0]).toMatchObject({ State: 'LISTEN', 'Recv-Q': '129', 'Local Address:Port': '0.0.0.0:8080' })
    const units = `  UNIT              LOAD   ACTIVE SUB     DESCRIPTION
● mailer.service    loaded failed failed  Outgoing mail
  sshd.service      loaded active running OpenSSH server daemon

LOAD   = Reflects whether the unit definition was properly loaded.
`
    expect(asObjects(units).map((row) => [row.UNIT, row.ACTIVE, row.DESCRIPTION])).toEqual([
      ['mailer.service', 'failed', 'Outgoing mail'],
      ['sshd.service', 'active', 'OpenSSH server daemon'],
    ])
  })
  test('reads psql and mysql tables', () => {
    const psql = ` pid  | state  | wait_event
------+--------+------------
 4711 | active | transactionid
 4712 | idle   |
(2 rows)
`
    expect(asObjects(psql)).toEqual([
      { pid: '4711', state: 'active', wait_event: 'transactionid' },
      { pid: '4712', state: 'idle', wait_event: '' },
    ])
    const mysql = `+----+---------+
| Id | State   |
+----+---------+
|  7 | Locked  |
+----+---------+
1 row in set (0.00 sec)
`
    expect(asObjects(mysql)).toEqual([{ Id: '7', State: 'Locked' }])
  })
  test('reads headers in small letters and tab-separated lists', () => {
    const cat = `health status index   pri rep docs.count
red    open   orders    5   1      12022
green  open   users     5   1       3322
`
    expect(asObjects(cat)[0]).toMatchObject({ health: 'red', index: 'orders', 'docs.count': '12022' })
    expect(asObjects('name\tmessages\tconsumers\nmail\t90210\t0\nbilling\t0\t4\n')[0]).toEqual({
      name: 'mail',
      messages: '90210',
      consumers: '0',
    })
  })
  test('reads rows of pods that lost their header to grep', () => {
    const text = `db-0                1/1   Running            0          7d    10.2.5.10    worker-5
shop   cart-77f-x   0/1   ImagePullBackOff   0          12m   10.2.5.23    worker-5
`
    expect(asObjects(text).map((row) => [row.NAME, row.READY, row.STATUS])).toEqual([
      ['db-0', '1/1', 'Running'],
      ['cart-77f-x', '0/1', 'ImagePullBackOff'],
    ])
  })
  test('finds no table in logs, prose and manifests', () => {
    expect(readTables('2026-01-01 10:00:00 INFO  started\n2026-01-01 10:00:01 ERROR connection refused\n')).toEqual([])
    expect(readTables('Dear team,\nthe shop is down since ten\nplease have a look\n')).toEqual([])
    expect(readTables('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n')).toEqual([])
    expect(readTables('this line has words\nthat line has 4\nwith some more words\n')).toEqual([])
  })
  test('never throws, and every cell stands in its line', () => {
    const piece = fc.constantFrom(
      'NAME',
      'STATUS',
      ' ',
      '   ',
      '\n',
      '\t',
      '|',
      '---+---',
      '+--+',
      'abc',
      '0/1',
      '12%',
      '●',
      'Mem:',
      '$ ls\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('')
        const lines = text.split('\n')
        for (const table of readTables(text)) {
          for (const row of table.rows) {
            expect(row.cells).toHaveLength(table.columns.length)
            for (const cell of row.cells)
              expect(lines[row.line - 1]?.replaceAll('\t', ' ').replace(/\s+/g, ' ')).toContain(cell.replace(/\s+/g, ' '))
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})
