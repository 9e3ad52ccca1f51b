import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examineSettings } from './settings.ts'

const found = (text: string, name = 'notes.txt') => examineSettings(text.split('\n'), name)
const brief = (text: string) => found(text).map(({ title, fault, places }) => `${fault?.mechanism} ${places[0]?.line} ${title}`)

describe('examineSettings()', () => {
  test('a star for the minute of a fixed hour starts a job sixty times', () => {
    expect(brief('# m h dom mon dow command\n15 2 * * * /opt/rotate.sh\n* 4 * * 0 root /opt/report/build.sh --all')).toEqual([
      'schedule/repeated 3 build.sh is started every minute of hour 4, 60 times an hour (cron schedule “* 4 * * 0”): runs overlap as soon as one takes longer than a minute',
    ])
    for (const other of ['  schedule: "* 1 * * *"', '@Scheduled(cron = "0 * 1 * * *")', 'OnCalendar=*-*-* 01:*:00'])
      expect(brief(other)[0]).toContain('schedule/repeated')
    expect(brief('OnCalendar=*-*-* 01:30:00\n@Scheduled(cron = "0 0 1 * * *")')).toEqual([])
    expect(brief('* * * * * /opt/poll.sh\n*/5 2 * * * /opt/x.sh')).toEqual([])
  })
  test('an HAProxy time-out without a unit counts milliseconds where others have one', () => {
    const config = 'defaults\n  timeout connect 4s\n  timeout server 1m\nbackend reports\n  timeout server 90 # seconds\n'
    expect(brief(config)).toEqual([
      'timeout/invalid 5 “timeout server 90” in backend reports has no unit, so it means 90 ms, not seconds: what takes longer is cut off',
    ])
    expect(brief('defaults\n  timeout connect 5000\n  timeout server 50000\n')).toEqual([])
  })
  test('a time-out in milliseconds that reads like seconds', () => {
    expect(brief('ledger.request-timeout-ms=15\nledger.idle.timeout.ms=60000')).toEqual([
      'timeout/invalid 1 ledger.request-timeout-ms is 15: that is 15 ms, not seconds, so calls are given up almost at once',
    ])
  })
  test('a revision that cut a limit is told with both values', () => {
    const revision = (number: number, memory: string, request: string) =>
      [
        `deployment.apps/mailer with revision #${number}`,
        'Pod Template:',
        `  Annotations:\tkubernetes.io/change-cause: image ${number}.0`,
        '  Containers:',
        '   app:',
        '    Limits:',
        `      memory:\t${memory}`,
        '    Requests:',
        `      memory:\t${request}`,
      ].join('\n')
    const text = `${revision(7, '2Gi', '1Gi')}\n\n${revision(8, '512Mi', '128Mi')}`
    expect(brief(text)).toEqual(['memory/exhausted 17 mailer: memory limit cut from 2Gi to 512Mi by revision 8 (image 8.0)'])
    expect(brief(`${revision(7, '512Mi', '1Gi')}\n\n${revision(8, '2Gi', '1Gi')}`)).toEqual([])
  })
  test('a diff that removes the call which gives back a handle, or cuts a setting', () => {
    const diff = [
      'diff --git a/store.py b/store.py',
      '+++ b/store.py',
      '@@ -1,4 +1,3 @@',
      '-    with engine.connect() as connection:',
      '+    connection = engine.connect()',
      '+++ b/pool.properties',
      '@@ -9 +9 @@',
      '-db.pool.max_size=40',
      '+db.pool.max_size=4',
    ].join('\n')
    expect(brief(diff)).toEqual([
      'descriptor/leaking 4 A change of store.py removed “with engine.connect() as connection:”: what it gave back is no longer closed, so it leaks',
      'pool/exhausted 9 A change of pool.properties cut db.pool.max_size from 40 to 4',
    ])
    expect(brief('diff --git a/x b/x\n+++ b/x\n@@ -1 +1 @@\n-  defer rows.Close()\n+  defer rows.Close() // moved')).toEqual([])
  })
  test('a diff that takes access or a protocol version away', () => {
    const diff = [
      'diff --git a/Access.java b/Access.java',
      '+++ b/Access.java',
      '@@ -3,2 +3,1 @@',
      '-  .requestMatchers("/up/ready", "/docs").permitAll()',
      '+  .requestMatchers("/docs").permitAll()',
      '+++ b/mail.conf',
      '@@ -8 +8 @@',
      '-ssl_min_protocols = TLSv1.1 TLSv1.2',
      '+ssl_min_protocols = TLSv1.2',
    ].join('\n')
    expect(brief(diff)).toEqual([
      'permission/denied 4 A change of Access.java requires a login for /up/ready, which was open to everybody: callers without one get 401 or 403',
      'certificate/refused 8 A change of mail.conf removed TLSv1.1 from ssl_min_protocols: peers that speak nothing newer are no longer accepted',
    ])
  })
  test('a clock that follows no source', () => {
    const sources = ['MS Name/IP address  Stratum Poll', '^? ntp-1.lan  0  6  0   -  +0ns', '^? ntp-2.lan  0  6  0   -  +0ns']
    expect(brief(sources.join('\n'))).toEqual([
      'clock/mismatched 2 The system clock is not synchronised by NTP: the time sources ntp-1.lan, ntp-2.lan cannot be reached, so it drifts',
    ])
    expect(brief([...sources, '^* ntp-3.lan  2  6  377  12  +1us'].join('\n'))).toEqual([])
    expect(brief('System clock synchronized: no')[0]).toContain('not synchronised')
  })
  test('a topic that wants all of its replicas in sync', () => {
    const topic = (least: number, isr: string) =>
      `Topic: loans\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: min.insync.replicas=${least}\n\tTopic: loans\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: ${isr}`
    expect(brief(topic(2, '1'))[0]).toContain(
      'Topic loans wants 2 in-sync replicas, all of its 2 replicas (min.insync.replicas=2), but only 1',
    )
    expect(brief(topic(1, '1'))).toEqual([])
  })
  test('a command that empties a cache or takes something away; prose about it does not', () => {
    expect(brief('+ echo flush_all | nc cache-2 11211')[0]).toContain(
      'cache/cleared 1 Flush_all flushed the whole memcached cache',
    )
    expect(brief('$ sudo iptables -A OUTPUT -p tcp --dport 6379 -j DROP')[0]).toContain('network/blocked')
    // A firewall rule by itself stays below what makes a fault.
    expect(found('$ sudo iptables -A INPUT -p tcp --dport 23 -j DROP')[0]?.score).toBeLessThan(0.36)
    expect(brief('the runbook says never to run redis-cli FLUSHALL')).toEqual([])
  })
  test('never throws, and cites lines that stand there', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        for (const finding of examineSettings(['@@ ', 'defaults', ...lines], 'any'))
          for (const { line } of finding.places) expect(line).toBeLessThanOrEqual(lines.length + 2)
      }),
    )
  })
})
