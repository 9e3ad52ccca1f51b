import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFault } from './read-fault.ts'

/** Messages of many technologies in the words of their manuals, what they report and of what. `|` gives equally good readings. */
const MESSAGES: readonly (readonly [message: string, mechanism: string, entity?: string | undefined])[] = [
  ['FATAL:  remaining connection slots are reserved for non-replication superuser connections', 'connections/exhausted'],
  ['ERROR:  deadlock detected', 'lock/deadlocked|transaction/deadlocked|process/deadlocked'],
  ['ERROR:  duplicate key value violates unique constraint "orders_pkey"', 'row/conflicting', 'orders_pkey'],
  ['ERROR:  relation "invoices" does not exist at character 15', 'relation/not-found', 'invoices'],
  ['ERROR:  could not serialize access due to concurrent update', 'transaction/conflicting|lock/conflicting|row/conflicting'],
  ['PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device', 'disk/exhausted', 'pg_wal/xlogtemp.29'],
  ['FATAL:  password authentication failed for user "billing"', 'credential/denied', 'billing'],
  ['ERROR:  cannot execute INSERT in a read-only transaction', 'transaction/read-only|query/read-only|database/read-only'],
  ['requested WAL segment 000000010000000A000000F3 has already been removed', 'replica/lagging|replica/not-found'],
  ['ERROR 1040 (HY000): Too many connections', 'connections/exhausted'],
  [
    "ERROR 1045 (28000): Access denied for user 'app'@'10.2.0.7' (using password: YES)",
    'credential/denied|permission/denied',
    'app',
  ],
  ['InnoDB: Lock wait timeout exceeded; try restarting transaction', 'lock/timed-out'],
  [
    "Slave I/O thread: error reconnecting to master 'repl@db1:3306' - retry-time: 60",
    'replica/unreachable|connection/unreachable|cluster/unreachable',
  ],
  [
    '[ERROR] [MY-012592] [InnoDB] Operating system error number 28 in a file operation.',
    'disk/exhausted|file/failed|filesystem/failed',
  ],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'memory/exhausted|memory/denied'],
  [
    'MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.',
    'storage/failed|disk/failed|config/invalid|database/invalid|storage/invalid|storage/unreachable|database/failed',
  ],
  ["READONLY You can't write against a read only replica.", 'replica/read-only'],
  [
    '*7 open() "/srv/www/page.css" failed (13: Permission denied), client: 192.0.2.9, server: shop.example, request: "GET /page.css"',
    'permission/denied',
    '/srv/www/page.css',
  ],
  ["json.decoder.JSONDecodeError: Expecting ',' delimiter: line 2 column 9 (char 31)", 'schema/invalid'],
  ['yaml.scanner.ScannerError: mapping values are not allowed here', 'schema/invalid'],
  ['LOADING Redis is loading the dataset in memory', 'database/starting|memory/starting'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'credential/denied|credential/invalid'],
  ['E11000 duplicate key error collection: shop.users index: email_1 dup key', 'row/conflicting'],
  ['No primary detected for set rs0', 'cluster/split|replica/split|replica/not-found|cluster/not-found'],
  [
    'org.apache.kafka.common.errors.NotLeaderForPartitionException: This server is not the leader for that topic-partition.',
    'broker/split|cluster/split',
  ],
  [
    'org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized to access topics: [payments]',
    'permission/denied|broker/denied|credential/denied',
  ],
  ['NOT_FOUND - no queue "mail.out" in vhost "/"', 'queue/not-found|broker/not-found', 'mail.out'],
  [
    'memory resource limit alarm set on node rabbit@mq1. Publishers will be blocked until this alarm clears',
    'memory/exhausted|broker/exhausted|memory/blocked|broker/blocked',
  ],
  ['missed heartbeats from client, timeout: 60s', 'connection/lost|process/lost|connection/timed-out|process/timed-out'],
  ['java.lang.OutOfMemoryError: Java heap space', 'heap/exhausted'],
  ['java.lang.OutOfMemoryError: unable to create new native thread', 'thread/exhausted'],
  ['java.lang.StackOverflowError', 'stack/exhausted'],
  ['java.lang.NoClassDefFoundError: com/acme/util/Json', 'library/not-found'],
  ['java.net.UnknownHostException: inventory.svc: Name or service not known', 'name/not-found', 'inventory.svc'],
  [
    'HikariPool-1 - Connection is not available, request timed out after 30001ms.',
    'pool/exhausted|pool/timed-out|pool/unreachable',
  ],
  [
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target',
    'certificate/untrusted',
  ],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'heap/exhausted'],
  ["TypeError: Cannot read properties of undefined (reading 'id')", 'process/null|process/invalid'],
  ['Error: listen EADDRINUSE: address already in use :::8080', 'port/conflicting'],
  ["ModuleNotFoundError: No module named 'requests'", 'library/not-found', 'requests'],
  ['RecursionError: maximum recursion depth exceeded while calling a Python object', 'stack/exhausted'],
  [
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30',
    'pool/exhausted|pool/timed-out',
  ],
  ['panic: runtime error: invalid memory address or nil pointer dereference', 'process/null|memory/null|kernel/null'],
  [
    'Reached the maximum number of retries per command (limit is 3). Refer to "maxTries" for details.',
    'process/failed|config/failed',
  ],
  ['Error: socket hang up', 'connection/lost'],
  ['All retries exhausted while reading from the cache', 'cache/failed|process/failed'],
  ['http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 5ms', 'descriptor/exhausted'],
  [
    'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'process/timed-out|connection/timed-out|upstream/timed-out|message/timed-out',
  ],
  [
    'connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://10.1.2.3:8080/"',
    'upstream/refused|connection/refused',
    '10.1.2.3:8080',
  ],
  ['no live upstreams while connecting to upstream', 'upstream/not-found|upstream/unreachable'],
  ['client intended to send too large body: 10485761 bytes', 'message/too-large'],
  ['upstream timed out (110: Connection timed out) while reading response header from upstream', 'upstream/timed-out'],
  ['server certificate for "shop.example" has expired', 'certificate/expired'],
  ['x509: certificate is valid for a.example, not b.example', 'certificate/mismatched|certificate/untrusted'],
  ['Out of memory: Killed process 4121 (java) total-vm:8123456kB', 'memory/killed'],
  [
    'EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory lblock 0',
    'filesystem/corrupt|filesystem/failed',
  ],
  ['blk_update_request: I/O error, dev sdb, sector 123456', 'storage/corrupt|filesystem/corrupt'],
  ['INFO: task kworker/u8:2:199 blocked for more than 120 seconds.', 'process/hung|kernel/hung'],
  ['watchdog: BUG: soft lockup - CPU#3 stuck for 23s! [kworker/3:1:87]', 'cpu/hung'],
  ['nf_conntrack: table full, dropping packet', 'network/exhausted'],
  ['XFS (dm-0): Corruption of in-memory data detected. Shutting down filesystem', 'filesystem/corrupt|memory/corrupt'],
  ['Failed password for invalid user admin from 203.0.113.9 port 50122 ssh2', 'credential/denied|credential/attacked'],
  ['systemd[1]: web.service: Start request repeated too quickly.', 'process/restarting|process/failed'],
  [
    'Failed to pull image "registry.example/app:2.1": rpc error: code = NotFound desc = manifest unknown',
    'image/not-found',
    'registry.example/app:2.1',
  ],
  ['MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found', 'secret/not-found', 'web-tls'],
  [
    '0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {dedicated: gpu}.',
    'node/unschedulable|container/unschedulable|cpu/unschedulable|cpu/exhausted',
  ],
  [
    'Readiness probe failed: Get "http://10.0.3.4:8080/ready": dial tcp 10.0.3.4:8080: connect: connection refused',
    'probe/refused|probe/failed|connection/refused',
  ],
  ['pods "api-7d" is forbidden: exceeded quota: team-a, requested: cpu=2, used: cpu=9, limited: cpu=10', 'quota/exhausted'],
  ['etcdserver: mvcc: database space exceeded', 'disk/exhausted|database/exhausted'],
  ['port eth3: input errors 812 crc 809', 'network/corrupt'],
  ['eth1: 4211 CRC errors, 12 frame errors', 'network/corrupt'],
  ['data directory "/srv/pg/16/data" has invalid permissions', 'permission/invalid', '/srv/pg/16/data'],
  ['private key file "/etc/pg/server.key" has group or world access', 'permission/invalid', '/etc/pg/server.key'],
  ["World-writable config file '/etc/mysql/conf.d/own.cnf' is ignored", 'permission/invalid', '/etc/mysql/conf.d/own.cnf'],
  ['permissions for /etc/ldap/secret.conf are too permissive', 'permission/invalid'],
  [
    'disk usage exceeded flood-stage watermark, index has read-only-allow-delete block',
    'disk/exhausted|shard/read-only|disk/read-only',
  ],
  [
    '[parent] Data too large, data for [<http_request>] would be [2087772160/1.9gb], which is larger than the limit of [2040109465/1.8gb]',
    'memory/exhausted|memory/too-large|message/too-large',
  ],
  [
    'rejected execution of TimedRunnable on EsThreadPoolExecutor[name = write, queue capacity = 200]',
    'thread/exhausted|queue/exhausted|thread/refused',
  ],
  ['ThrottlingException: Rate exceeded', 'rate/throttled'],
  ['An error occurred (AccessDenied) when calling the PutObject operation: Access Denied', 'permission/denied|credential/denied'],
  ['LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10', 'quota/exhausted'],
  ['Error acquiring the state lock: ConditionalCheckFailedException', 'lock/conflicting|lock/failed'],
  ["nslookup: server can't find api.internal: NXDOMAIN", 'name/not-found', 'api.internal'],
  ['OSD_FULL 1 full osd(s): osd.3 is full', 'storage/exhausted|disk/exhausted'],
  [
    'Error: INSTALLATION FAILED: cannot re-use a name that is still in use',
    'deployment/conflicting|process/conflicting|deployment/failed|process/failed|name/failed|config/failed',
  ],
  ['ORA-01653: unable to extend table APP.LOG by 128 in tablespace USERS', 'disk/exhausted|relation/exhausted'],
  ['Consumer lag has exceeded 50000 messages on topic payments', 'broker/lagging|queue/lagging'],
  ['clock skew detected: local clock is 312s behind', 'clock/mismatched|clock/lagging'],
  ['segfault at 0 ip 00007f2 sp 00007ffd error 4 in libfoo.so', 'process/crashed|kernel/crashed|library/crashed'],
  ['exec /app/run.sh: exec format error', 'file/mismatched'],
  ['/bin/sh: 1: npmm: not found', 'file/not-found'],
  ["bash: line 3: syntax error near unexpected token `done'", 'script/invalid|query/invalid'],
]

describe('readFault()', () => {
  test.each([...MESSAGES])('reads %s', (message, mechanism) => {
    expect(mechanism?.split('|')).toContain(readFault(message ?? '', { signatures: false })?.mechanism)
  })

  test('a watermark that is set to an amount is a setting, one that is set an alarm', () => {
    expect(readFault('Memory high watermark set to 512 MiB of 4096 MiB total', { signatures: false })).toBeUndefined()
    expect(readFault('memory high watermark set, publishers are blocked', { signatures: false })?.mode).toBe('exhausted')
  })

  test.each(MESSAGES.flatMap(([message, , entity]) => (entity === undefined ? [] : [[message, entity] as const])))(
    'finds what it is about: %s',
    (message, entity) => {
      expect(readFault(message, { signatures: false })?.entity).toBe(entity)
    },
  )

  test.each([
    'Completed run with 0 errors and 0 warnings',
    'Background job terminated with success',
    '0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored',
    'no errors found',
    'errors=0 failures=0',
    'error_log /var/log/nginx/error.log opened',
    'Loaded retry policy on-failure',
    'finished without timeouts',
    'failed: 0, skipped: 0',
    'Connected to database shop',
    'port eth3: 0 input errors, 0 CRC errors',
    'port eth3: input errors 0 crc 0 frame 0',
    'Pages read ahead 0.00/s, evicted without access 0.00/s',
    'a process may have crashed in this repository earlier',
  ])('sees no fault in %s', (message) => {
    expect(readFault(message)).toBeUndefined()
  })

  test('who hangs up is gone, not hung', () => {
    expect(readFault('the remote end hung up unexpectedly', { signatures: false })?.mode).toBe('lost')
    expect(readFault('task hung for 120 s', { signatures: false })?.mode).toBe('hung')
  })

  test('prefers the innermost cause of a chain', () => {
    const reading = readFault('Failed to start service: cannot load config: open /etc/app.yaml: permission denied', {
      signatures: false,
    })
    expect(reading).toMatchObject({ mode: 'denied', entity: '/etc/app.yaml' })
  })

  test('names who failed, not who only passed it on', () => {
    const passedOn =
      'POST http://tills.example:8080/sales answered 500: timeout of 900 ms exceeded: POST http://ledger.example:8081/entries'
    expect(readFault(passedOn, { signatures: false })).toMatchObject({ mode: 'timed-out', entity: 'ledger.example:8081' })
    const own = 'GET http://tills.example:8080/sales answered 500: {"error":"out of memory"}'
    expect(readFault(own, { signatures: false })).toMatchObject({ mechanism: 'memory/exhausted', entity: 'tills.example:8080' })
  })

  test('reads nested JSON errors', () => {
    const reading = readFault('request failed {"error":{"reason":"no space left on device","status":500}}', { signatures: false })
    expect(reading?.mechanism).toBe('disk/exhausted')
  })

  test('reads names of exceptions as words', () => {
    expect(readFault('com.acme.RecordTooLargeException', { signatures: false })?.mode).toBe('too-large')
  })

  test('reads the amount', () => {
    expect(readFault('query took too long: 48.2 s', { signatures: false })?.magnitude).toEqual({ value: 48.2, unit: 's' })
  })

  test('names the standard codes of a message', () => {
    expect(readFault('connect ECONNREFUSED 127.0.0.1:5432', { signatures: false })?.vocabulary).toContain('errno/ECONNREFUSED')
  })

  test('never throws and stays bounded', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5000, unit: 'binary' }), (text) => {
        const reading = readFault(text)
        expect(reading === undefined || reading.mechanism.includes('/')).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
