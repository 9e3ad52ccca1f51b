import { expect, test } from 'vitest'
import { toInstant, type LogRecord } from '@faultmaven/signals'
import { createRecordSplitter } from './record-splitter.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

/** First line and lines, instant, severity, host, component, body and what follows it, of each record. */
function split(text: string) {
  const records: LogRecord[] = []
  const splitter = createRecordSplitter({ now: NOW, onRecord: (record) => records.push(record) })
  splitter.push(Buffer.from(text))
  splitter.end()
  const { lines, continuations, blank } = splitter.coverage()
  expect(records.length + continuations + blank).toBe(lines)
  return records.map(({ line, lines: span, time, severity, host, component, body, continuation, fields }) => ({
    at: [line, span],
    time: time === undefined ? undefined : toInstant(time),
    says: [severity, host, component, body],
    more: continuation,
    fields,
  }))
}

test('an event as wevtutil writes it is one record, blank lines of its description and all', () => {
  const records = split(`Event[0]:
  Log Name: System
  Source: disk
  Date: 2026-03-04T05:06:07.890
  Event ID: 7
  Task: N/A
  Level: Error
  Keyword: Classic
  User Name: N/A
  Computer: web-1
  Description: 
The device, \\Device\\Harddisk1\\DR1, has a bad block.

Replace it.

Event[1]:
  Log Name: System
  Source: Service Control Manager
  Date: 2026-03-04T05:06:08.890
  Level: Critical
  Computer: web-1
  Description: 
The Backup service terminated.
`)
  expect(records).toEqual([
    {
      at: [1, 14],
      time: '2026-03-04T05:06:07.890000Z',
      says: ['error', 'web-1', 'disk', 'The device, \\Device\\Harddisk1\\DR1, has a bad block.'],
      more: ['Replace it.'],
      fields: { 'Event ID': '7', Keyword: 'Classic' },
    },
    expect.objectContaining({
      at: [16, 8],
      says: ['fatal', 'web-1', 'Service Control Manager', 'The Backup service terminated.'],
    }),
  ])
})

test('a list of PowerShell is one record an event, in the default view and with all properties', () => {
  expect(
    split(`
TimeCreated  : 3/14/2026 5:06:07 AM
ProviderName : disk
Id           : 7
Message      : The device has a bad block.
               Replace it.

Message         : The Backup service terminated.
Id              : 7031
Level           : 2
ProviderName    : Service Control Manager
MachineName     : web-1
TimeCreated     : 3/14/2026 5:06:08 PM

Index              : 81234
EntryType          : Warning
InstanceId         : 1014
Message            : no name server answers
Source             : DNS Client
TimeGenerated      : 3/14/2026 5:07:00 PM

`),
  ).toEqual([
    expect.objectContaining({
      at: [2, 5],
      time: '2026-03-14T05:06:07.000000Z',
      says: [undefined, undefined, 'disk', 'The device has a bad block.'],
      more: ['Replace it.'],
    }),
    expect.objectContaining({
      at: [8, 6],
      time: '2026-03-14T17:06:08.000000Z',
      says: ['error', 'web-1', 'Service Control Manager', 'The Backup service terminated.'],
    }),
    expect.objectContaining({ at: [15, 6], says: ['warn', undefined, 'DNS Client', 'no name server answers'] }),
  ])
})

test('a slow query of MySQL is one record with what it took, dated by its own stamp or by the clock it set', () => {
  expect(
    split(`# Time: 2026-03-04T05:06:07.890123Z
# User@Host: app[app] @ web-1 [192.0.2.7]  Id:    12
# Query_time: 12.000215  Lock_time: 0.000012 Rows_sent: 1  Rows_examined: 882211
use orders;
SET timestamp=1772600755;
SELECT id,
  name
FROM item WHERE n > 3;
# User@Host: app[app] @  [192.0.2.8]  Id:    13
# Query_time: 3.5  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 12
SET timestamp=1772600770;
DELETE FROM item;
`),
  ).toEqual([
    {
      at: [1, 8],
      time: '2026-03-04T05:06:07.890123Z',
      says: [undefined, undefined, undefined, 'SELECT id,'],
      more: ['  name', 'FROM item WHERE n > 3;'],
      fields: {
        user: 'app',
        client: 'web-1',
        Id: 12,
        Query_time: 12.000215,
        Lock_time: 0.000012,
        Rows_sent: 1,
        Rows_examined: 882211,
      },
    },
    expect.objectContaining({
      at: [9, 4],
      time: '2026-03-04T05:06:10.000000Z',
      says: [undefined, undefined, undefined, 'DELETE FROM item;'],
    }),
  ])
})

test('a field of the journal that holds line breaks is read by its length', () => {
  expect(
    split(
      '__CURSOR=s=1\n__REALTIME_TIMESTAMP=1772600767890123\nPRIORITY=3\n_HOSTNAME=db-2\nSYSLOG_IDENTIFIER=backupd\n' +
        'MESSAGE\n\u0015\0\0\0\0\0\0\0target is full\nPID=12\n_PID=12\n\n' +
        '__CURSOR=s=2\n__REALTIME_TIMESTAMP=1772600768890123\nPRIORITY=6\nMESSAGE=queue is empty\n\n',
    ),
  ).toEqual([
    {
      at: [1, 9],
      time: '2026-03-04T05:06:07.890123Z',
      says: ['error', 'db-2', 'backupd', 'target is full'],
      more: ['PID=12'],
      fields: { __CURSOR: 's=1', _PID: '12' },
    },
    expect.objectContaining({ at: [11, 4], says: ['info', undefined, undefined, 'queue is empty'] }),
  ])
})

test('a header that stands alone takes the message below it, with the level that stands there', () => {
  expect(
    split(`Mar 04, 2026 5:06:07 AM com.example.store.Keeper startInternal
SEVERE: One or more listeners failed to start
java.io.IOException: disk
\tat com.example.store.Keeper.start(Keeper.java:12)
Mar 04, 2026 5:06:08 AM com.example.store.Keeper startInternal
CONFIG: reading store.xml
[ 03-04 05:06:09.123  1702: 2395 E/NetKeeper ]
no route
to db-2

[ 03-04 05:06:10.123  1702: 2395 I/NetKeeper ]
ok
`),
  ).toEqual([
    expect.objectContaining({
      at: [1, 4],
      says: ['error', undefined, 'com.example.store.Keeper', 'One or more listeners failed to start'],
      more: ['java.io.IOException: disk', '\tat com.example.store.Keeper.start(Keeper.java:12)'],
    }),
    expect.objectContaining({ at: [5, 2], says: ['debug', undefined, 'com.example.store.Keeper', 'reading store.xml'] }),
    expect.objectContaining({ at: [7, 3], says: ['error', undefined, 'NetKeeper', 'no route'], more: ['to db-2'] }),
    expect.objectContaining({ at: [11, 2], says: ['info', undefined, 'NetKeeper', 'ok'] }),
  ])
})

test('a line that only looks like the first of an entry takes nothing after it', () => {
  const text = `Event[12]
2026-03-04 05:06:07 ERROR disk is full
# Time: 2026-03-04 is when it began
2026-03-04 05:06:08 ERROR disk is still full
`
  expect(split(text).map(({ at }) => at)).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
  ])
})
