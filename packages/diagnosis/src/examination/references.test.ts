import { readTables } from '@faultmaven/commands'
import { readTrees } from '@faultmaven/config'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExaminedSource } from '../draft.ts'
import { editDistance, nearestName } from './references-distance.ts'
import { findDanglingReferences } from './references.ts'

const source = (text: string, name = 'all.yaml'): ExaminedSource => {
  const { trees } = readTrees(name, text)
  return {
    name,
    kind: 'config',
    head: text.split('\n').slice(0, 20),
    trees,
    tables: trees.length > 0 ? [] : readTables(text),
    series: [],
  }
}
const brief = (...texts: readonly string[]) =>
  findDanglingReferences(texts.map((text, index) => source(text, `f${index}.yaml`)))
    .filter((finding) => finding.score > 0.2)
    .map((finding) => `${finding.title} [${finding.fault?.mechanism}] ${finding.sourceName}:${finding.places[0]?.line}`)

const workload = (name: string, labels: string, rest = '') => `kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  replicas: 4
  selector: {matchLabels: {${labels}}}
  template:
    metadata: {labels: {${labels}}}
    spec:
      containers:
        - name: app
          ports: [{containerPort: 8080, name: http}]
${rest}`

describe('findDanglingReferences(): names', () => {
  const pod = `kind: Pod
metadata: {name: p, namespace: shop}
spec:
  containers:
    - name: c
      envFrom:
        - configMapRef: {name: settings}
      env:
        - name: A
          valueFrom: {secretKeyRef: {name: db-pasword, key: p}}
  volumes:
    - name: keys
      secret: {secretName: tls-keys}
`
  test('a name one letter off is told with its neighbour', () => {
    const secret = 'kind: Secret\nmetadata: {name: db-password, namespace: shop}\n'
    expect(brief(pod, secret)).toContain(
      'Pod p refers to Secret “db-pasword”, which does not exist; there is “db-password” [secret/not-found] f0.yaml:10',
    )
  })
  test('absence counts fully only where all of a kind are listed', () => {
    const listed = (head: string) =>
      `# ${head}\nkind: List\napiVersion: v1\nitems:\n- kind: Secret\n  metadata: {name: other, namespace: shop}\n`
    const score = (...texts: readonly string[]) =>
      findDanglingReferences(texts.map((text, index) => source(text, `f${index}.yaml`))).find((finding) =>
        finding.entities.includes('tls-keys'),
      )?.score ?? 0
    const closed = score(pod, listed('kubectl get secret,svc -n shop -o yaml'))
    const partial = score(pod, listed('some of our things'))
    const open = score(pod)
    expect(closed).toBeGreaterThan(0.7)
    expect(partial).toBeLessThan(closed)
    expect(open).toBeLessThan(partial)
    expect(score(pod, listed('kubectl get secret other -o yaml'))).toBe(partial)
  })
  test('a table of all config maps closes the world, and a name that is there is no finding', () => {
    const table = 'NAME       DATA   AGE\nsettings   3      5d\nelse       1      5d\n'
    const found = findDanglingReferences([source(pod, 'p.yaml'), source(table, 'cm.txt')])
    expect(found.filter((finding) => finding.title.includes('ConfigMap'))).toEqual([])
    const without = findDanglingReferences([source(pod, 'p.yaml'), source(table.replace('settings', 'settled!'), 'cm.txt')])
    expect(without.find((finding) => finding.title.includes('ConfigMap “settings”'))?.score).toBeGreaterThan(0.7)
  })
  test('what may be missing and what the platform makes is no finding', () => {
    const optional =
      'kind: Pod\nmetadata: {name: p}\nspec:\n  serviceAccountName: default\n  volumes:\n  - name: v\n    configMap: {name: extra, optional: true}\n---\nkind: ConfigMap\nmetadata: {name: other}\n---\nkind: ServiceAccount\nmetadata: {name: x}\n'
    expect(findDanglingReferences([source(optional)])).toEqual([])
  })
  test('references with a kind, and mounts without a volume', () => {
    const text = `kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  scaleTargetRef: {kind: Deployment, name: web-app}
---
${workload('web', 'app: web', '          volumeMounts: [{name: cache, mountPath: /c}]\n      volumes: [{name: caches, emptyDir: {}}]\n')}`
    expect(brief(text)).toEqual(
      expect.arrayContaining([
        'HorizontalPodAutoscaler web refers to Deployment “web-app”, which does not exist; there is “web” [config/not-found] f0.yaml:4',
        'Deployment web mounts volume “cache”, which its pod does not define; there is “caches” [volume/not-found] f0.yaml:17',
      ]),
    )
  })
  test('any document whose own parts name each other', () => {
    const proxy = `backends:
  - name: api-pool
  - name: static-pool
routes:
  - path: /
    backend: static-pool
  - path: /api
    backend: api-pol
`
    expect(brief(proxy)).toEqual(
      ['backend “api-pol” is not among the backends defined; there is “api-pool” [config/not-found] f0.yaml:8'].map((title) =>
        expect.stringContaining(title.split(' [')[0] ?? ''),
      ),
    )
    const compose = 'services:\n  web: {image: a, depends_on: [db, cache]}\n  db: {image: b}\n'
    expect(brief(compose)).toEqual([expect.stringContaining('depends_on “cache” is not among the services defined (web, db)')])
  })
})

describe('findDanglingReferences(): things that do not fit', () => {
  test('a selector that matches no pod', () => {
    const service =
      'kind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: web-v2}\n  ports: [{port: 80, targetPort: 8080}]\n'
    expect(brief(service, workload('web', 'app: web'))).toEqual([
      'The selector of Service web matches no pod: it wants app=web-v2, Deployment web has app=web [selector/mismatched] f0.yaml:4',
    ])
    expect(brief(service.replace('web-v2', 'web'), workload('web', 'app: web'))).toEqual([])
    expect(brief(service)).toEqual([])
  })
  test('ports that nobody opens: service, probe, ingress, policy', () => {
    const service =
      'kind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: 9090}]\n'
    const probe = '          readinessProbe: {httpGet: {path: /, port: 8081}}\n'
    const ingress =
      'kind: Ingress\nmetadata: {name: in, namespace: shop}\nspec:\n  rules:\n  - http:\n      paths:\n      - backend: {service: {name: web, port: {number: 8000}}}\n'
    const policy =
      'kind: NetworkPolicy\nmetadata: {name: np, namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress]\n  ingress: [{ports: [{port: 81}]}]\n'
    const said = brief(service, workload('web', 'app: web', probe), ingress, policy)
    expect(said).toEqual(
      expect.arrayContaining([
        'Service web sends to port 9090, but Deployment web opens 8080 [port/mismatched] f0.yaml:5',
        'The readinessProbe of container app (Deployment web) asks port 8081, but the container opens 8080 [probe/refused] f1.yaml:12',
        'Ingress in sends to port 8000 of service web, which offers 80 [port/mismatched] f2.yaml:7',
        'NetworkPolicy np allows port 81, but web listens on 8080 [network/blocked] f3.yaml:6',
      ]),
    )
    expect(said).toHaveLength(4)
  })
  test('a quota smaller than what is wanted, by arithmetic', () => {
    const quota = 'kind: ResourceQuota\nmetadata: {name: q, namespace: shop}\nspec:\n  hard: {requests.cpu: "1", pods: "10"}\n'
    const said = brief(
      quota,
      workload('web', 'app: web', '          resources: {requests: {cpu: 300m, memory: 1Gi}, limits: {memory: 512Mi}}\n'),
    )
    expect(said).toEqual([
      'ResourceQuota q allows requests.cpu 1, but Deployment web wants 4 × 300m: 3 of 4 pods fit [quota/exhausted] f0.yaml:4',
      'Deployment web: the memory request 1Gi is above the limit 512Mi, so the pod is rejected [config/invalid] f1.yaml:12',
    ])
  })
  test('a policy that denies everything, and a host spelt otherwise', () => {
    const policy =
      'kind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n'
    expect(brief(policy)).toEqual(['NetworkPolicy deny denies all egress traffic of all pods [network/blocked] f0.yaml:5'])
    const env = '          env: [{name: DB_HOST, value: postgress.shop.svc}]\n'
    const service = 'kind: Service\nmetadata: {name: postgres, namespace: shop}\nspec: {ports: [{port: 5432}]}\n'
    expect(brief(workload('web', 'app: web', env), service)).toEqual([
      'Deployment web calls host “postgress”, but no service has that name; there is “postgres” [name/not-found] f0.yaml:12',
    ])
  })
})

describe('nearestName()', () => {
  test('counts edits and swaps', () => {
    expect(editDistance('config', 'cofnig')).toBe(1)
    expect(editDistance('abc', 'xyz')).toBe(3)
    expect(nearestName('db-pasword', ['db-password', 'other'])).toBe('db-password')
    expect(nearestName('ab', ['xy'])).toBeUndefined()
  })
  test('is symmetric and zero only for equal texts', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
    )
  })
})
