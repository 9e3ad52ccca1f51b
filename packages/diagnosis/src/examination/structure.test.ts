import { readTrees, resolvePointer } from '@faultmaven/config'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examineStructure, examineSyntax } from './structure.ts'

const examine = (text: string, name = 'status.yaml') => examineStructure(readTrees(name, text).trees, name)
const faults = (text: string, name?: string) => examine(text, name).filter((finding) => finding.kind !== 'healthy')
const healthy = (text: string, name?: string) => examine(text, name).filter((finding) => finding.kind === 'healthy')
const brief = (text: string, name?: string) =>
  faults(text, name).map((finding) => `${finding.title} [${finding.fault?.mechanism}] @${finding.places[0]?.line}`)

describe('examineStructure(): conditions', () => {
  const deployment = `kind: Deployment
apiVersion: apps/v1
metadata: {name: shop-api, namespace: shop, generation: 7}
spec: {replicas: 3}
status:
  observedGeneration: 7
  replicas: 3
  readyReplicas: 1
  conditions:
    - type: Available
      status: "False"
      reason: MinimumReplicasUnavailable
      message: Deployment does not have minimum availability.
    - type: Progressing
      status: "True"
      reason: ReplicaSetUpdated
`
  test('tells the condition with its message, and the missing replicas', () => {
    expect(brief(deployment)).toEqual([
      'Deployment shop-api: condition Available is False (MinimumReplicasUnavailable: Deployment does not have minimum availability.) [deployment/unreachable] @13',
      'Deployment shop-api: 1 of 3 replicas ready [deployment/unhealthy] @8',
    ])
  })
  test('reads pressure the other way round', () => {
    const node =
      'kind: Node\nmetadata: {name: w3}\nstatus:\n  conditions:\n  - {type: DiskPressure, status: "True", reason: KubeletHasDiskPressure}\n  - {type: Ready, status: "True"}\n'
    expect(brief(node)[0]).toBe('Node w3: condition DiskPressure is True (KubeletHasDiskPressure) [disk/exhausted] @5')
    expect(healthy(node).map((finding) => finding.title)).toEqual(['Ready is True: Node w3'])
  })
  test('weighs a lesser condition little where the object calls itself ready', () => {
    const score = (ready: string) =>
      faults(
        `kind: Cache\nmetadata: {name: c}\nstatus:\n  conditions:\n  - {type: Ready, status: "${ready}"}\n  - {type: BackupsUploaded, status: "False"}\n`,
      ).find((finding) => finding.title.includes('BackupsUploaded'))?.score ?? 0
    expect(score('True')).toBeLessThan(score('False'))
  })
})

describe('examineStructure(): states and flags of other systems', () => {
  test('a storage cluster', () => {
    const text = JSON.stringify(
      {
        health: { status: 'HEALTH_WARN', checks: {} },
        osdmap: { num_osds: 6, num_up_osds: 5, num_in_osds: 6 },
        pgmap: { degraded_objects: 120 },
      },
      undefined,
      1,
    )
    const said = brief(text, 'cluster.json').join('\n')
    expect(said).toContain('status is HEALTH_WARN')
    expect(said).toContain('5 of 6 osds up')
    expect(said).toContain('degraded objects is 120')
  })
  test('a message broker out of memory', () => {
    const text = JSON.stringify(
      [
        {
          name: 'broker@n1',
          running: true,
          mem_used: 3900000000,
          mem_limit: 4000000000,
          mem_alarm: true,
          disk_free: 40000000,
          disk_free_limit: 50000000,
          fd_used: 90,
          fd_total: 65536,
          partitions: ['broker@n2'],
        },
      ],
      undefined,
      1,
    )
    const said = brief(text, 'nodes.json')
    expect(said).toContainEqual(expect.stringMatching(/mem alarm is true .*\[memory\/|mem alarm is true \[/))
    expect(said).toContainEqual(expect.stringContaining('mem at 98% of its limit (3900000000 of 4000000000) [memory/exhausted]'))
    expect(said).toContainEqual(expect.stringContaining('disk free 40000000 is below its limit 50000000 [disk/exhausted]'))
    expect(said).toContainEqual(expect.stringContaining('partitions: broker@n2'))
    expect(said.join()).not.toContain('fd at')
  })
  test('a search cluster', () => {
    const text =
      '{\n "cluster_name": "logs",\n "status": "red",\n "number_of_nodes": 3,\n "active_shards": 12,\n "unassigned_shards": 4,\n "timed_out": false\n}'
    expect(brief(text, 'health.json')).toEqual(
      ['logs: status is red [shard/unhealthy] @3', 'logs: unassigned shards is 4 [shard/not-found] @6'].map((title) =>
        expect.stringContaining(title.split(' [')[0]?.replace('logs: ', '') ?? ''),
      ),
    )
  })
  test('a job scheduler, a container and an alarm', () => {
    const job = 'name: batch\nstatus: dead\nallocs: {desired: 4, running: 2, failed: 2}\n'
    expect(brief(job).join()).toMatch(/status is dead/)
    expect(brief(job).join()).toMatch(/2 of 4 allocs running/)
    const docker = JSON.stringify(
      [
        {
          Id: 'ab',
          Name: '/mailer',
          State: { Status: 'exited', Running: false, OOMKilled: true, ExitCode: 137, Error: '' },
          RestartCount: 5,
        },
      ],
      undefined,
      1,
    )
    const said = brief(docker, 'inspect.json')
    expect(said[0]).toMatch(/^Container \/mailer ended: OOMKilled: exit code 137 \[memory\/killed\]/)
    expect(said.join()).toContain('was restarted 5 times')
    const alarm = JSON.stringify({ AlarmName: 'cpu', StateValue: 'OK' })
    expect(faults(alarm, 'alarm.json')).toEqual([])
  })
  test('a pause of replication, in the short booleans of psql', () => {
    const state = (paused: string) =>
      `-[ RECORD 1 ]---------+--\nis_in_recovery        | t\nwal_replay_paused     | ${paused}\nbehind                | 00:14:02\n`
    expect(brief(state('t'), 'standby.txt')).toEqual(['wal replay paused is t [replica/blocked] @3'])
    expect(brief(state('f'), 'standby.txt')).toEqual([])
  })
  test('flags as texts, and what they mean when they are false', () => {
    const nodes = JSON.stringify(
      {
        nodes: [
          { name: 'a', ready: 'True', memory_pressure: 'False' },
          { name: 'b', ready: 'Unknown', memory_pressure: 'True' },
        ],
      },
      undefined,
      1,
    )
    expect(brief(nodes, 'nodes.json')).toEqual([
      expect.stringContaining('node b: memory pressure is True [memory/exhausted]'),
      expect.stringContaining('node b: ready is Unknown [node/'),
    ])
    expect(healthy(nodes, 'nodes.json').map((finding) => finding.title)).toEqual(
      expect.arrayContaining(['ready is True: node a', 'memory pressure is False: node a']),
    )
  })
  test('settings are no states', () => {
    expect(faults('[pool]\nready=false\nstate=down\n', 'app.ini')).toEqual([])
    expect(faults('kind: App\nmetadata: {name: x}\nspec: {state: down, ready: false, failed: 3}\n')).toEqual([])
  })
})

describe('examineStructure(): containers', () => {
  test('kubectl describe and the API tell the same', () => {
    const described = `Name:             cart-6c9f
Namespace:        shop
Containers:
  main:
    Image:          cart:2
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Ready:          False
    Restart Count:  9
Conditions:
  Type              Status
  Ready             False
`
    const said = brief(described, 'describe.txt')
    expect(said[0]).toBe('Container main of cart-6c9f ended before: OOMKilled: exit code 137 [memory/killed] @9')
    expect(said.join('\n')).toContain('Container main of cart-6c9f is waiting: CrashLoopBackOff [container/restarting]')
    const api = JSON.stringify(
      {
        kind: 'Pod',
        metadata: { name: 'cart-6c9f' },
        status: {
          containerStatuses: [
            {
              name: 'main',
              restartCount: 9,
              lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
              state: { waiting: { reason: 'CrashLoopBackOff' } },
            },
          ],
        },
      },
      undefined,
      1,
    )
    expect(brief(api, 'pod.json')[0]).toMatch(
      /^Container main of cart-6c9f ended before: OOMKilled: exit code 137 \[memory\/killed\]/,
    )
  })
  test('an end with code 0 is none', () => {
    expect(
      faults(
        'kind: Pod\nmetadata: {name: j}\nstatus:\n  phase: Succeeded\n  containerStatuses:\n  - name: c\n    state: {terminated: {reason: Completed, exitCode: 0}}\n',
      ),
    ).toEqual([])
  })
})

describe('examineStructure(): amounts, time, intentions, twins', () => {
  test('a quota that is used up, with units', () => {
    const quota =
      'kind: ResourceQuota\nmetadata: {name: team}\nstatus:\n  hard: {requests.cpu: "2", requests.memory: 4Gi, pods: "20"}\n  used: {requests.cpu: 2000m, requests.memory: 1Gi, pods: "3"}\n'
    expect(brief(quota)).toEqual(['ResourceQuota team: requests.cpu at 100% of its limit (2000m of 2) [quota/exhausted] @5'])
  })
  test('a certificate that ended before the evidence was taken', () => {
    const text =
      'kind: Certificate\nmetadata: {name: web, creationTimestamp: "2026-01-01T00:00:00Z"}\nstatus:\n  notAfter: "2026-04-01T00:00:00Z"\n  lastChecked: "2026-04-09T12:00:00Z"\n'
    expect(brief(text)).toEqual([
      'Certificate web: notAfter 2026-04-01 was over when the evidence was taken (2026-04-09) [certificate/expired] @4',
    ])
    expect(faults(text.replace('2026-04-09', '2026-02-09'))).toEqual([])
  })
  test('what was switched off on purpose', () => {
    const text =
      'kind: CronJob\nmetadata: {name: report}\nspec: {suspend: true}\n---\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 0}\n'
    expect(brief(text)).toEqual([
      expect.stringContaining('CronJob report is suspended'),
      expect.stringContaining('Deployment web is scaled to 0 replicas'),
    ])
  })
  test('one of several like members runs another version', () => {
    const member = (name: string, version: string) => ({ name, version, started: '2026-01-01' })
    const text = JSON.stringify(
      { members: [member('m1', '3.5.9'), member('m2', '3.5.9'), member('m3', '3.4.1'), member('m4', '3.5.9')] },
      undefined,
      1,
    )
    expect(brief(text, 'm.json')).toEqual([
      expect.stringContaining('member m3 differs from the other 3: version is 3.4.1, theirs 3.5.9'),
    ])
  })
})

describe('examineStructure(): good news', () => {
  test('joins what is as wanted and finds no fault in it', () => {
    const pod = (name: string) => ({
      name,
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containers: [{ name: 'app', ready: true, restart_count: 0 }],
    })
    const text = JSON.stringify({
      pods: [pod('a'), pod('b')],
      deployments: [{ name: 'web', desired: 2, ready: 2, available: 2, unavailable: 0 }],
    })
    expect(faults(text, 'pods.json')).toEqual([])
    expect(healthy(text, 'pods.json').map((finding) => finding.title)).toEqual(
      expect.arrayContaining([
        'Ready is True: pod a, pod b',
        'phase is Running: pod a, pod b',
        expect.stringMatching(/^All wanted .* \(2 of 2\): deployment web$/),
      ]),
    )
  })
})

describe('examineStructure() of anything', () => {
  test('never throws; every predicate holds where it points and every place is a line of the text', () => {
    const key = fc.constantFrom(
      'status',
      'state',
      'ready',
      'type',
      'reason',
      'message',
      'used',
      'limit',
      'replicas',
      'readyReplicas',
      'name',
      'metadata',
      'spec',
      'conditions',
      'hard',
      'exitCode',
      'notAfter',
      'a/b',
      'failed',
      'x~y',
    )
    const value = fc.oneof(
      fc.constantFrom('True', 'False', 'Failed', 'OK', 'Pending', '2Gi', '5 Failed / 2 Ready', '2026-01-01T00:00:00Z', ''),
      fc.integer({ min: 0, max: 200 }),
      fc.boolean(),
      fc.constant(null),
    )
    const node = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        value,
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(key, tie('node'), { maxKeys: 6 }),
      ),
    })).node
    fc.assert(
      fc.property(fc.dictionary(key, node, { minKeys: 1 }), (document) => {
        const text = JSON.stringify(document, undefined, 1)
        const { trees } = readTrees('x.json', text)
        for (const finding of examineStructure(trees, 'x.json')) {
          expect(finding.score >= 0 && finding.score <= 1).toBe(true)
          expect(finding.places.length).toBeGreaterThan(0)
          for (const place of finding.places) expect(place.line <= text.split('\n').length).toBe(true)
          for (const predicate of finding.predicates) {
            if (predicate.name !== 'configured') continue
            expect(resolvePointer(trees, predicate.pointer)).toMatchObject({ kind: 'scalar', value: predicate.value })
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('examineSyntax()', () => {
  test('cites the line that breaks the file', () => {
    const { faults: found } = readTrees('app.json', '{\n "a": 1,\n "a": 2\n}')
    expect(examineSyntax(found, 'app.json')).toMatchObject([
      {
        title: 'app.json is not well-formed: Duplicate key "a"',
        places: [{ line: 3 }],
        fault: { mechanism: 'config/conflicting' },
      },
    ])
  })
  test('cites what stands at the line, where the lines are known', () => {
    const text = 'a: 1\n\tb: 2\n'
    const [finding] = examineSyntax([{ line: 2, message: 'Tabs are not allowed' }], 'a.yaml', text.split('\n'))
    expect(finding?.predicates).toEqual([{ name: 'present', literals: ['b: 2'], lines: [2] }])
    expect(examineSyntax([{ line: 3, message: 'x' }], 'a.yaml', text.split('\n'))[0]?.predicates).toEqual([])
  })
})

describe('examineStructure(): replies', () => {
  test('that a question was answered says nothing of the system', () => {
    expect(healthy('{"status":"success","data":{"resultType":"vector","result":[]}}', 'reply.json')).toEqual([])
    expect(healthy('{"status":"ok","results":[]}', 'reply.json')).toEqual([])
    expect(healthy('{"status":"success"}', 'job.json')).toHaveLength(1)
  })
})
