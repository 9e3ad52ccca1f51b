import { readTrees } from '@faultmaven/config'
import { describe, expect, test } from 'vitest'
import { findHeapsAboveLimit } from './references-heap.ts'

const found = (name: string, text: string) =>
  findHeapsAboveLimit({ name, kind: 'config', head: [], trees: readTrees(name, text).trees, tables: [], series: [] })

const manifest = (options: string, limit: string) => `kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: ledger
          env: [{name: JAVA_TOOL_OPTIONS, value: "-Dx=1 ${options}"}]
          resources: {limits: {memory: ${limit}}}
`

describe('findHeapsAboveLimit()', () => {
  test('a heap that may grow past the limit of its container, with both places', () => {
    expect(found('ledger.yaml', manifest('-Xmx2g', '1Gi'))).toMatchObject([
      {
        title: 'ledger lets its heap grow to -Xmx2g, its memory limit is 1Gi: it is killed before the heap is full',
        fault: { mechanism: 'memory/mismatched', entity: 'ledger' },
        places: [{ line: 7 }, { line: 8 }],
      },
    ])
  })

  test.each([
    ['-Xmx768m', '1Gi'],
    ['-Xmx1g', '2048Mi'],
    ['-XX:MaxRAMPercentage=75', '1Gi'],
    ['-Xmx1gb.old', '512Mi'],
  ])('%s fits into %s, or says no size', (options, limit) => expect(found('ledger.yaml', manifest(options, limit))).toEqual([]))

  test('the description of a pod, and Compose', () => {
    const described = `Name:         till-1
Namespace:    shop
Containers:
  till:
    Image:    till:1
    Limits:
      memory:  256Mi
    Environment:
      NODE_OPTIONS:  --max-old-space-size=400
`
    expect(found('pod.txt', described).map(({ entities }) => entities)).toEqual([['till']])
    const compose = 'services:\n  web:\n    mem_limit: 512m\n    command: ["java", "-Xmx768m", "-jar", "web.jar"]\n'
    expect(found('compose.yaml', compose).map(({ entities }) => entities)).toEqual([['web']])
    expect(found('compose.yaml', compose.replace('768', '256'))).toEqual([])
  })
})
