import { readTables } from '@faultmaven/commands'
import { describe, expect, test } from 'vitest'
import { examineTables } from './tables.ts'

const brief = (text: string) =>
  examineTables(readTables(text), 'out.txt').map(
    (finding) => `${finding.kind} ${finding.title} [${finding.fault?.mechanism ?? ''}] @${finding.places[0]?.line}`,
  )

describe('examineTables()', () => {
  test('pods: state, readiness, restarts and the ones that are well', () => {
    const text = `NAME      READY   STATUS             RESTARTS      AGE
cart-1    0/1     CrashLoopBackOff   12 (3m ago)   41m
cart-2    1/1     Running            0             9d
load-x    0/1     Completed          0             9d
`
    expect(brief(text)).toEqual([
      'state Pod cart-1: status is CrashLoopBackOff [container/restarting] @2',
      'state Pod cart-1: 0 of 1 ready [container/unhealthy] @2',
      'state Pod cart-1 was restarted 12 times [container/restarting] @2',
      'healthy 1 of 3 pods are Running: cart-2 [] @3',
    ])
  })
  test('proofs stand in their line in order', () => {
    const text = 'NAME   STATUS     ROLES    AGE   VERSION\nn1     NotReady   <none>   5d    v1.30.1\n'
    const [finding] = examineTables(readTables(text), 'nodes.txt')
    expect(finding?.fault?.mechanism).toMatch(/^node\//)
    expect(finding?.predicates).toEqual([{ name: 'present', literals: ['n1', 'NotReady'], lines: [2] }])
  })
  test('disks nearly full, and not the images that are full by nature', () => {
    const text = `Filesystem      Size  Used Avail Use% Mounted on
/dev/nvme0n1p1   50G   48G  1.9G  97% /var
/dev/loop3       64M   64M     0 100% /snap/core/1
`
    expect(brief(text)).toEqual(['state Filesystem /var: Use% is 97% [disk/exhausted] @2'])
  })
  test('memory that is nearly used up by what free calls available', () => {
    const text = `              total        used        free      shared  buff/cache   available
Mem:           7821        7410         120          35         290         180
Swap:          2047        2047           0
`
    expect(brief(text)).toEqual(['state Only 2% of the memory is available (180 of 7821) [memory/exhausted] @2'])
  })
  test('containers that ended, units that failed, queues nobody reads', () => {
    const docker = `CONTAINER ID   IMAGE   COMMAND   CREATED       STATUS                      PORTS   NAMES
4f1c2b3a4d5e   a:1     "x"       2 hours ago   Up 2 hours (unhealthy)              cache
9a8b7c6d5e4f   b:1     "y"       3 hours ago   Exited (137) 5 minutes ago          api
1a8b7c6d5e4f   c:1     "z"       3 hours ago   Exited (0) 5 minutes ago            init
`
    expect(brief(docker)).toEqual([
      expect.stringContaining('Container api: status is Exited (137) 5 minutes ago [memory/killed]'),
      expect.stringContaining('Container cache: status is Up 2 hours (unhealthy)'),
    ])
    const units = `  UNIT              LOAD   ACTIVE   SUB     DESCRIPTION
● mailer.service    loaded failed   failed  Outgoing mail
  sshd.service      loaded active   running OpenSSH server
  once.service      loaded inactive dead    Runs once
`
    expect(brief(units).filter((line) => line.startsWith('state'))).toEqual([
      expect.stringContaining('Unit mailer.service: active is failed'),
    ])
    expect(brief('name\tmessages\tconsumers\nmail\t90210\t0\nbilling\t12\t4\n')[0]).toContain(
      'mail: 90210 messages wait and nothing consumes them [queue/unserved]',
    )
  })
  test('events that warn', () => {
    const text = `LAST SEEN   TYPE      REASON        OBJECT         MESSAGE
5m          Warning   FailedMount   pod/cart-abc   MountVolume.SetUp failed for volume "keys" : secret "cart-keys" not found
4m          Normal    Pulled        pod/cart-abc   Image present
`
    const found = brief(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/not-found\] @2$/)
  })
  test('a row that differs from all others, and a full accept queue', () => {
    const nodes = `NAME   STATUS   ROLES    AGE   VERSION
n1     Ready    <none>   5d    v1.30.1
n2     Ready    <none>   5d    v1.30.1
n3     Ready    <none>   5d    v1.28.0
n4     Ready    <none>   5d    v1.30.1
`
    expect(brief(nodes)[0]).toBe('healthy 4 of 4 nodes are Ready: n1, n2, n3 and more [] @2')
    expect(brief(nodes).join()).toContain('n3 differs from the other 3: version is v1.28.0, theirs v1.30.1')
    const sockets = `State   Recv-Q  Send-Q   Local Address:Port   Peer Address:Port  Process
LISTEN  129     128            0.0.0.0:8080        0.0.0.0:*      users:(("api",pid=7,fd=3))
`
    expect(brief(sockets).join()).toContain('the accept queue is full (129 waiting, backlog 128) [connections/exhausted]')
  })
})
