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
    expect(brief('  schedule: "* 1 * * *"')[0]).toContain('schedule/repeated')
    expect(brief('* * * * * /opt/poll.sh\n*/5 2 * * * /opt/x.sh')).toEqual([])
  })
  test('an HAProxy time-out without a unit counts milliseconds where others have one', () => {
    const config = 'defaults\n  timeout connect 4s\n  timeout server 1m\nbackend reports\n  timeout server 90 # seconds\n'
    expect(brief(config)).toEqual([
      'config/invalid 5 “timeout server 90” in backend reports has no unit, so it means 90 ms, not seconds: what takes longer is cut off',
    ])
    expect(brief('defaults\n  timeout connect 5000\n  timeout server 50000\n')).toEqual([])
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
    expect(brief(text)).toEqual(['memory/exhausted 17 Revision 8 of mailer (image 8.0) cut its memory limit from 2Gi to 512Mi'])
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
  test('a command that empties a cache or takes something away; prose about it does not', () => {
    expect(brief('+ echo flush_all | nc cache-2 11211')[0]).toContain(
      'cache/cleared 1 Flush_all flushed the whole memcached cache',
    )
    expect(brief('$ sudo iptables -A OUTPUT -p tcp --dport 6379 -j DROP')[0]).toContain('network/blocked')
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
