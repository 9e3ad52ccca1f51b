import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pointerOf, readTrees, resolvePointer, walkTree, type TreeDocument, type TreeNode } from './index.ts'

const plain = (node: TreeNode | undefined): unknown => {
  if (!node) return undefined
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plain)
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]))
}
const rootsOf = (text: string, name = 'paste.txt') => readTrees(name, text).trees.map((tree) => plain(tree.root))
const at = (text: string, pointer: string, name = 'paste.txt') => resolvePointer(readTrees(name, text).trees, pointer)

function expectLinesHoldScalars(text: string, trees: readonly TreeDocument[]): void {
  const lines = text.split('\n')
  for (const tree of trees) {
    for (const { node } of walkTree(tree)) {
      if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value.includes('\n')) continue
      expect(lines[node.line - 1]).toContain(node.value)
    }
  }
}

describe('readTrees() of JSON', () => {
  test('gives every node its line', () => {
    const text = '{\n  "service": "billing",\n  "nodes": [\n    {"id": "a"},\n    {"id": "b", "up": false}\n  ]\n}\n'
    expect(rootsOf(text)).toEqual([{ service: 'billing', nodes: [{ id: 'a' }, { id: 'b', up: false }] }])
    expect(at(text, '/nodes/1/up')).toEqual({ kind: 'scalar', value: false, line: 5 })
  })
  test('reads what stands before the cut of a truncated file and says where it ends', () => {
    const { trees, faults } = readTrees(
      'status.json',
      '{\n "state": "degraded",\n "members": [\n  {"host": "n1", "error": "no route to ho',
    )
    expect(plain(trees[0]?.root)).toEqual({ state: 'degraded', members: [{ host: 'n1', error: 'no route to ho' }] })
    expect(faults[0]).toEqual({ line: 4, message: 'String is not closed' })
  })
  test('reports trailing commas, missing commas and duplicate keys at their lines and reads on', () => {
    const { trees, faults } = readTrees('app.json', '{\n "a": 1,\n "b": [1, 2,],\n "c": 3\n "a": 4\n}')
    expect(plain(trees[0]?.root)).toEqual({ a: 4, b: [1, 2], c: 3 })
    expect(faults.map((fault) => [fault.line, fault.message.split('"')[0]?.trim()])).toEqual([
      [3, 'Trailing comma before'],
      [5, 'Expected'],
      [5, 'Duplicate key'],
    ])
  })
  test('finds the document below warnings that the tool printed first', () => {
    const text = 'WARNING: context "west" is deprecated\nusing region eu-1\n{\n  "queue": {"depth": 12}\n}\n'
    expect(at(text, '/queue/depth')).toEqual({ kind: 'scalar', value: 12, line: 4 })
  })
  test('keeps several documents apart and identifiers beyond 2^53 exact', () => {
    const text = '{"id": 9007199254740993}\n{"id": 2}\n'
    expect(rootsOf(text, 'x.json')).toEqual([{ id: '9007199254740993' }, { id: 2 }])
    expect(at(text, '/1/id', 'x.json')?.line).toBe(2)
  })
  test('leaves lines of JSON log records to the log reader', () => {
    const line = '{"ts": "2026-01-01T00:00:00Z", "level": "info", "msg": "ready"}'
    expect(readTrees('app.log', `${line}\n${line}\n${line}\n`).trees).toEqual([])
  })
  test('skips what is nested deeper than a hundred levels', () => {
    const text = `{"deep": ${'['.repeat(5000)}${']'.repeat(5000)}, "after": 1}`
    const { trees, faults } = readTrees('x.json', text)
    expect(plain(resolvePointer(trees, '/after'))).toBe(1)
    expect(faults[0]?.message).toContain('Nested deeper')
  })
  test('reads back whatever JSON.stringify wrote', () => {
    const values = [
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }),
      fc.boolean(),
      fc.constant(null),
    ]
    const documents = fc.oneof(fc.object({ maxDepth: 4, values }), fc.array(fc.object({ values }), { minLength: 1 }))
    fc.assert(
      fc.property(documents, (document) => {
        const text = JSON.stringify(document, undefined, 1)
        const [tree] = readTrees('x.json', text).trees
        expect(JSON.stringify(plain(tree?.root))).toBe(JSON.stringify(document))
      }),
      { examples: [[JSON.parse('{"__proto__": 1, "constructor": {}}')]], numRuns: 300 },
    )
  })
})

describe('readTrees() of YAML', () => {
  const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: main
          command: |
            ./run.sh
            --fast
---
# a second one
kind: Service
apiVersion: v1
metadata: {name: checkout-svc}
`
  test('keeps documents apart under /0, /1 and gives nodes their lines', () => {
    const { trees } = readTrees('deploy.txt', manifest)
    expect(trees.map((tree) => tree.pointer)).toEqual(['/0', '/1'])
    expect(resolvePointer(trees, '/0/spec/replicas')).toEqual({ kind: 'scalar', value: 3, line: 6 })
    expect(resolvePointer(trees, '/1/metadata/name')?.line).toBe(18)
    expect(resolvePointer(trees, '/0/spec/template/spec/containers/0/command')?.line).toBe(12)
  })
  test('makes the items of a List documents of their own', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  metadata: {name: a}\n- kind: Secret\n  metadata: {name: b}\n'
    const { trees } = readTrees('all.yaml', text)
    expect(trees.map((tree) => tree.pointer)).toEqual(['/items/0', '/items/1'])
    expect(resolvePointer(trees, '/items/1/metadata/name')).toEqual({ kind: 'scalar', value: 'b', line: 7 })
  })
  test('keeps reading behind a document that is broken and says which line breaks it', () => {
    const { trees, faults } = readTrees('x.yaml', 'a: 1\nb:\n\tc: 2\n---\nd: 4\n')
    expect(plain(trees[1]?.root)).toEqual({ d: 4 })
    expect(faults[0]?.line).toBe(3)
    expect(faults[0]?.message).toMatch(/tab/i)
  })
  test('reports duplicate keys and merges anchors without losing own keys', () => {
    const { trees, faults } = readTrees('x.yaml', 'base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n  y: 4\n')
    expect(plain(resolvePointer(trees, '/use'))).toEqual({ y: 4, x: 1 })
    expect(faults).toEqual([{ line: 5, message: 'Duplicate key "y"' }])
  })
  test('bounds an alias bomb', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let level = 1; level < 12; level += 1)
      bomb.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      )
    const { trees } = readTrees('bomb.yaml', bomb.join('\n'))
    let nodes = 0
    for (const tree of trees) for (const _ of walkTree(tree)) nodes += 1
    expect(nodes).toBeGreaterThan(1000)
    expect(nodes).toBeLessThan(250_000)
  })
  test('keeps an octal-looking number and a null where their keys stand', () => {
    const text = 'mode: 0644\nselector:\nname: x\n'
    expect(rootsOf(text, 'm.yaml')).toEqual([{ mode: '0644', selector: null, name: 'x' }])
    expect(at(text, '/selector', 'm.yaml')?.line).toBe(2)
  })
  test('is not fooled by logs and prose', () => {
    const log = 'LOG: checkpoint starting\nLOG: checkpoint complete\nERROR: relation missing\nSTATEMENT: select 1\n'
    expect(readTrees('postgres.txt', log).trees).toEqual([])
    expect(readTrees('note.txt', 'Hello all,\nthe site is slow: please help.\nThanks: Bob\n').trees).toEqual([])
  })
})

describe('readTrees() of kubectl describe', () => {
  const text = `Name:             cart-6c9f
Namespace:        shop
Labels:           app=cart
                  tier=web
Annotations:      example.org/port: 9090
Containers:
  main:
    Image:          cart:2
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
Conditions:
  Type              Status
  Ready             False
  PodScheduled      True
Events:
  Type     Reason     Age                 From     Message
  ----     ------     ----                ----     -------
  Warning  BackOff    2m (x5 over 4m)     kubelet  Back-off restarting failed container
  Normal   Pulled     1m                  kubelet  Container image "cart:2" already present

Name:             cart-7777
Namespace:        shop
`
  test('reads nested keys, values with children, tables and several objects', () => {
    const { trees } = readTrees('describe.txt', text)
    expect(trees.map((tree) => [tree.format, tree.pointer])).toEqual([
      ['describe', '/0'],
      ['describe', '/1'],
    ])
    expect(plain(resolvePointer(trees, '/0/Containers/main/Last State'))).toEqual({
      value: 'Terminated',
      Reason: 'Error',
      'Exit Code': '1',
    })
    expect(plain(resolvePointer(trees, '/0/Labels'))).toEqual(['app=cart', 'tier=web'])
    expect(plain(resolvePointer(trees, '/0/Conditions'))).toEqual([
      { Type: 'Ready', Status: 'False' },
      { Type: 'PodScheduled', Status: 'True' },
    ])
    expect(plain(resolvePointer(trees, '/0/Events/0'))).toMatchObject({
      Type: 'Warning',
      Age: '2m (x5 over 4m)',
      From: 'kubelet',
    })
    expectLinesHoldScalars(text, trees)
  })
})

describe('readTrees() of other formats', () => {
  test('INI keeps repeated keys of a unit file as a list', () => {
    const text = '[Unit]\nDescription=Mailer\n\n[Service]\nEnvironment=A=1\nEnvironment=B=2\nRestart=always\n'
    expect(rootsOf(text)).toEqual([
      { Unit: { Description: 'Mailer' }, Service: { Environment: ['A=1', 'B=2'], Restart: 'always' } },
    ])
    expect(at(text, '/Service/Environment/1')?.line).toBe(6)
  })
  test('properties join lines and report a repeated key', () => {
    const { trees, faults } = readTrees('app.properties', '# pool\npool.size=20\npool.hosts=a,\\\n  b\npool.size=5\n')
    expect(plain(trees[0]?.root)).toEqual({ 'pool.size': '5', 'pool.hosts': 'a,b' })
    expect(faults).toEqual([{ line: 5, message: 'Duplicate key "pool.size"' }])
  })
  test('.env files lose export and quotes', () => {
    expect(rootsOf('# local\nexport DB_HOST="db.internal"\nDB_PORT=5432\n', '.env')).toEqual([
      { DB_HOST: 'db.internal', DB_PORT: '5432' },
    ])
  })
  test('TOML tables, arrays of tables, dotted keys and multi-line arrays', () => {
    const text =
      'title = "x"\n[server.http]\nport = 8_080\nhosts = [\n  "a", # first\n  "b",\n]\n[[backend]]\nname = "one"\n[[backend]]\nname = "two"\nlimits.rate = 1.5\n'
    expect(rootsOf(text, 'c.toml')).toEqual([
      {
        title: 'x',
        server: { http: { port: 8080, hosts: ['a', 'b'] } },
        backend: [{ name: 'one' }, { name: 'two', limits: { rate: 1.5 } }],
      },
    ])
    expect(at(text, '/server/http/hosts/1', 'c.toml')?.line).toBe(6)
    expect(at(text, '/backend/1/name', 'c.toml')?.line).toBe(11)
  })
  test.each([
    ['app.properties', 'a=1\nb=\\u00e9 \\\\u\nc=\\u00', 3, 'The value of "c" is broken'],
    ['app.env', `a='1'\nb=it's\nc="open`, 3, 'The value of "c" begins with a quote that is not closed'],
    ['app.toml', 'a = [\n 1,\n 2\n]\nb = [1,\n 2', 5, 'A list, table or text that begins here is not closed'],
    ['app.toml', 'a = """\n1\n"""\nb = """1\n 2', 4, 'A list, table or text that begins here is not closed'],
    ['Dockerfile', 'FROM a\nRUN b \\\n  c\nRUN d \\', 4, 'The instruction goes on, but the text ends'],
    ['Dockerfile', 'FROM a\nRUN <<X\nb\nX\nRUN <<X\nb\n', 5, 'The instruction goes on, but the text ends'],
  ])('%s that ends within a value: %j', (name, text, line, message) => {
    expect(readTrees(name, text).faults).toEqual([{ line, message: expect.stringContaining(message) }])
  })
  test('XML elements, attributes, repeated children and an unclosed tag', () => {
    const text =
      '<?xml version="1.0"?>\n<beans>\n  <bean id="ds" class="Pool">\n    <url>jdbc:x &amp; y</url>\n  </bean>\n  <bean id="tx"/>\n'
    const { trees, faults } = readTrees('app.xml', text)
    expect(plain(trees[0]?.root)).toEqual({
      beans: { bean: [{ '@id': 'ds', '@class': 'Pool', url: 'jdbc:x & y' }, { '@id': 'tx' }] },
    })
    expect(resolvePointer(trees, '/beans/bean/0/url')?.line).toBe(4)
    expect(faults[0]?.message).toContain('<beans>')
  })
})

describe('pointers', () => {
  test('escape and resolve keys with slashes and tildes', () => {
    const { trees } = readTrees('x.json', '{"a/b": {"c~d": [10, 20]}}')
    expect(plain(resolvePointer(trees, pointerOf(['a/b', 'c~d', 1])))).toBe(20)
    expect(resolvePointer(trees, '/a/b')).toBeUndefined()
    expect(resolvePointer(trees, '/a~1b/c~0d/01')).toBeUndefined()
  })
  test('every pointer that a walk gives resolves to its node', () => {
    const text = '- a: 1\n- b: [x, {"c/d": y}]\n'
    const { trees } = readTrees('x.yaml', text)
    for (const tree of trees) for (const { node, pointer } of walkTree(tree)) expect(resolvePointer(trees, pointer)).toBe(node)
  })
})

describe('readTrees() of anything', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ':',
    ',',
    '\n',
    ' ',
    '  ',
    '- ',
    'key',
    'a: b',
    '---\n',
    '|\n',
    '&x ',
    '*x',
    '=',
    '<a>',
    '</a>',
    '\t',
    '\\',
    '#',
    '//',
    '/*',
    'Name:  x\n',
    '[sec]\n',
    '1',
    'true',
  )
  test('never throws and keeps every line within the text', () => {
    const names = fc.constantFrom('x.txt', 'x.json', 'x.yaml', 'x.toml', 'x.ini', 'x.xml', 'x.properties', '.env')
    fc.assert(
      fc.property(names, fc.array(pieces, { maxLength: 60 }), (name, parts) => {
        const text = parts.join('')
        const { trees, faults } = readTrees(name, text)
        const count = text.split('\n').length
        for (const fault of faults) expect(fault.line).toBeLessThanOrEqual(count)
        for (const tree of trees) {
          for (const { node } of walkTree(tree)) {
            expect(node.line).toBeGreaterThanOrEqual(1)
            expect(node.line).toBeLessThanOrEqual(count + 1)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
  test('does not take quadratic time or memory for what repeats a hundred thousand times', () => {
    const many = 100_000
    expect(readTrees('a.ini', `[a]\n${'k=v\n'.repeat(many)}`).trees).toHaveLength(1)
    expect(readTrees('a.yaml', '- &a [*a]\n'.repeat(many / 10)).trees).toHaveLength(1)
    expect(readTrees('a.yaml', '? '.repeat(many)).trees).toEqual([])
    expect(() => readTrees('a.xml', `<?xml ?>${'<!--'.repeat(many)}`)).not.toThrow()
    expect(() => readTrees('a.xml', `<a>${'<b "'.repeat(many)}`)).not.toThrow()
    expect(() => readTrees('a.toml', `[x]\n${'a = [\n'.repeat(many)}`)).not.toThrow()
  })
  test('survives text nested thirty thousand levels deep', () => {
    for (const opening of ['[', '{"a":', '- ', '<a>', 'a: {']) {
      expect(() => readTrees('x.yaml', opening.repeat(30_000))).not.toThrow()
      expect(() => readTrees('x.json', opening.repeat(30_000))).not.toThrow()
    }
  })
})

describe('readTrees() of nginx', () => {
  const text =
    '# shop\nevents { worker_connections 64; }\nhttp {\n  upstream shop { server 10.0.0.1:80; server 10.0.0.2:80; }\n  server {\n    listen 80;\n    location /api {\n      proxy_pass http://shop;\n      add_header X "a; b";\n    }\n  }\n}\n'
  test('reads directives and blocks', () => {
    expect(rootsOf(text, 'nginx.conf')).toEqual([
      {
        events: { worker_connections: '64' },
        http: {
          'upstream shop': { server: ['10.0.0.1:80', '10.0.0.2:80'] },
          server: { listen: '80', 'location /api': { proxy_pass: 'http://shop', add_header: 'X a; b' } },
        },
      },
    ])
    expect(at(text, '/http/server/location ~1api/proxy_pass', 'nginx.conf')?.line).toBe(8)
    expect(readTrees('nginx.conf', text).faults).toEqual([])
  })
  test('reports what is not ended, not closed or closes nothing, and reads on', () => {
    const broken = 'http {\n  server {\n    listen 80\n    location / { return 200; }\n    root /srv\n  }\n'
    const { trees, faults } = readTrees('site.conf', broken)
    expect(faults).toEqual([
      { line: 3, message: '"listen" is not ended by ";"' },
      { line: 5, message: '"root" is not ended by ";"' },
      { line: 1, message: 'The block "http" is not closed' },
    ])
    expect(plain(trees[0]?.root)).toEqual({ http: { server: { listen: '80', 'location /': { return: '200' }, root: '/srv' } } })
    const upstream = 'http {\n upstream a {\n  server 10.0.0.1:80\n  keepalive 16;\n }\n log_format main "a"\n  "b";\n}\n'
    expect(readTrees('nginx.conf', upstream).faults).toEqual([{ line: 3, message: '"server" is not ended by ";"' }])
    expect(readTrees('x.conf', 'server {\n listen 80;\n}\n}\n').faults).toEqual([{ line: 4, message: '"}" closes nothing' }])
  })
  test('never throws', () => {
    const piece = fc.constantFrom('server {\n', 'listen 80', ';', '}', '"', "'", '${a}', '#', '\n', 'location / {', '\\')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const broken = `server {\n${pieces.join(' ')}`
        const lines = broken.split('\n').length
        for (const { line } of readTrees('nginx.conf', broken).faults) expect(line).toBeLessThanOrEqual(lines)
      }),
    )
  })
})

describe('readTrees() of what cannot be read', () => {
  test('shows no more of it than names', () => {
    const secret = 'sk-live-SECRET123'
    const texts = [
      ['a.json', `{"password": ${secret}}`],
      ['nginx.conf', `http {\n  if ($key = ${secret}) {\n  ${secret}\n}`],
      ['Dockerfile', `FROM a\n${secret}\nMIIEvSECRETBODYbase64`],
      ['.env', `${secret} is no pair`],
      ['a.ini', `[a]\n[${secret} `],
    ] as const
    for (const [name, text] of texts) {
      const { faults } = readTrees(name, text)
      expect(faults).not.toHaveLength(0)
      expect(JSON.stringify([name, faults])).not.toMatch(/SECRET/)
    }
  })
  test('reads words without end, variables without end and comments without end once', () => {
    const start = `events {}\n${'server { listen 80; }\n'.repeat(50)}`
    for (const text of ['${'.repeat(500_000), 'a'.repeat(10_000_000), `"${'a'.repeat(10_000_000)}`])
      expect(readTrees('nginx.conf', `${start}${text}`).trees).toHaveLength(1)
    expect(readTrees('Dockerfile', `FROM a\nRUN ${'a'.repeat(19_000)} \\\n${'#\n'.repeat(200_000)}b`).trees).toHaveLength(1)
  })
})

describe('readTrees() of a Dockerfile', () => {
  test('reads instructions over joined lines and here-documents', () => {
    const text =
      'FROM node:20 AS build\nRUN npm ci && \\\n  # a comment\n  npm run build\nRUN <<EOF\nnot an instruction\nEOF\nFROM scratch\nCOPY --from=build /a /a\nCMD ["a"]\n'
    expect(readTrees('Dockerfile', text).faults).toEqual([])
    expect(rootsOf(text, 'Dockerfile')).toEqual([
      {
        FROM: ['node:20 AS build', 'scratch'],
        RUN: ['npm ci && npm run build', '<<EOF'],
        COPY: '--from=build /a /a',
        CMD: '["a"]',
      },
    ])
  })
  test('reports words that are no instruction, lists that are none, stages that nothing defines', () => {
    const text = 'FROM node:20 AS build\nRUNN npm ci\nCOPY --from=biuld /a /a\nCOPY --from=nginx:1 /b /b\nCMD ["a"\n'
    expect(readTrees('Dockerfile', text).faults).toEqual([
      { line: 2, message: '"RUNN" is no instruction of a Dockerfile' },
      { line: 3, message: 'No stage before this line is called "biuld"' },
      { line: 5, message: 'The list of CMD is no JSON list: it would run as a shell command' },
    ])
  })
})
