import { readTrees } from '@faultmaven/config'
import { describe, expect, it } from 'vitest'
import { findDanglingReferences } from './references.ts'

const manifests = (resources: string) => `kind: Deployment
metadata: {name: thumbs, namespace: media}
spec:
  selector: {matchLabels: {app: thumbs}}
  template:
    metadata: {labels: {app: thumbs}}
    spec:
      containers:
        - name: main
          image: thumbs:3
${resources}
---
kind: HorizontalPodAutoscaler
metadata: {name: thumbs-hpa, namespace: media}
spec:
  scaleTargetRef: {kind: Deployment, name: thumbs}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}`

const titles = (text: string) =>
  findDanglingReferences([
    { name: 'all.yaml', kind: 'config', head: [], trees: readTrees('all.yaml', text).trees, tables: [], series: [] },
  ]).map(({ title }) => title)

describe('findAutoscalersWithoutRequests()', () => {
  it('tells a target share of a request that no container sets', () => {
    expect(titles(manifests('          resources: {requests: {memory: 64Mi}}'))).toEqual([
      'HorizontalPodAutoscaler thumbs-hpa cannot scale Deployment thumbs: container main sets no cpu request',
    ])
  })

  it('is content with a request, and with a limit, which stands for one', () => {
    expect(titles(manifests('          resources: {requests: {cpu: 100m}}'))).toEqual([])
    expect(titles(manifests('          resources: {limits: {cpu: 1}}'))).toEqual([])
  })
})
