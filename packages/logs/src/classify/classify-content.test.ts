import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { classifyContent } from './classify-content.ts'

const classify = (name: string, text: string) => {
  const { kind, format } = classifyContent(name, Buffer.from(text))
  return `${kind}/${format}`
}

const CASES: readonly (readonly [string, string, string])[] = [
  [
    'log/log4j',
    'a.txt',
    '2026-03-04 05:06:07,890 INFO com.example.Store: started\n2026-03-04 05:06:08,890 WARN com.example.Store: slow\n',
  ],
  ['log/json', 'x', '{"level":"info","ts":1772600767,"msg":"a"}\n{"level":"info","ts":1772600768,"msg":"b"}\n'],
  [
    'log/plain',
    'events.txt',
    'Event[0]:\n  Log Name: System\n  Source: disk\n  Level: Error\n  Description: \nbad block\n\nEvent[1]:\n  Log Name: System\n  Source: disk\n  Level: Error\n  Description: \nbad block\n',
  ],
  [
    'log/postgresql-csv',
    'postgresql.csv',
    '2026-03-04 05:06:07.890 UTC,"app","orders",4321,"192.0.2.7:40112",69a7c0ff.10e1,1,"UPDATE",2026-03-04 05:00:00 UTC,3/12,881,ERROR,40P01,"deadlock detected",,,,,,,,,"web-1"\n'.repeat(
      5,
    ),
  ],
  [
    'log/plain',
    'slow.log',
    '# Time: 2026-03-04T05:06:07.890123Z\n# User@Host: app[app] @  [192.0.2.8]  Id:    13\n# Query_time: 3.5  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 12\nSET timestamp=1772600770;\nSELECT id\nFROM item;\n'.repeat(
      5,
    ),
  ],
  ['log/kernel', 'dmesg.txt', '[    0.000000] Linux version 6.1.0\n[    1.234567] sd 0:0:0:0: [sda] Attached SCSI disk\n'],
  ['log/stack-trace', 'paste.txt', 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nKeyError: 3\n'],
  [
    'log/json-array',
    'l.json',
    '[\n {\n  "timestamp": "2026-03-04T05:06:07Z",\n  "message": "a"\n },\n {\n  "timestamp": "2026-03-04T05:06:08Z",\n  "message": "b"\n }\n]\n',
  ],
  [
    'metrics/prometheus-text',
    'scrape',
    '# HELP up Is it up\n# TYPE up gauge\nup{job="a"} 1\nhttp_requests_total{code="500"} 12 1772600767000\n',
  ],
  [
    'metrics/csv',
    'cpu.csv',
    'time,cpu,mem\n2026-03-04T05:06:00Z,0.4,81\n2026-03-04T05:07:00Z,0.5,82\n2026-03-04T05:08:00Z,0.9,83\n',
  ],
  ['metrics/csv', 'n', 'timestamp,value\n1772600760,4\n1772600820,5\n1772600880,6\n'],
  [
    'metrics/prometheus-response',
    'q.json',
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1,"2"]]}]}}',
  ],
  ['trace/otlp', 't.json', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"a"}]}]}]}'],
  ['trace/jaeger', 't.json', '{"data":[{"traceID":"a","spans":[{"traceID":"a","spanID":"b","operationName":"GET"}]}]}'],
  ['trace/zipkin', 't.json', '[{"traceId":"a","id":"b","name":"get","localEndpoint":{"serviceName":"x"}}]'],
  ['config/kubernetes', 'deploy.yaml', 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replicas: 2\n'],
  ['config/kubernetes', 'pods.json', '{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": []\n}'],
  ['config/yaml', 'values.yaml', 'image:\n  tag: 1.2.3\nresources:\n  limits:\n    memory: 64Mi\n'],
  ['config/ini', 'my.cnf', '[mysqld]\nmax_connections = 100\n# a comment\ndatadir=/var/lib/mysql\n'],
  ['config/properties', 'app.properties', 'server.port=8080\nspring.datasource.url=jdbc:postgresql://db/app\n'],
  ['config/nginx', 'nginx.conf', 'http {\n  upstream a {\n    server 10.0.0.1:80;\n  }\n  server {\n    listen 80;\n  }\n}\n'],
  ['config/json', 'package.json', '{\n  "name": "a",\n  "version": "1.0.0"\n}\n'],
  ['config/xml', 'server.xml', '<?xml version="1.0"?>\n<server>\n <port>1</port>\n</server>\n'],
  [
    'command-output/table',
    'pods.txt',
    'NAME          READY   STATUS             RESTARTS   AGE\norders-1      0/1     CrashLoopBackOff   12         3h\n',
  ],
  ['command-output/df', 'df.txt', 'Filesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        50G   50G     0 100% /\n'],
  [
    'command-output/free',
    'free',
    '               total        used        free      shared  buff/cache   available\nMem:        16308432    15880000      120000        2000      308432       90000\n',
  ],
  [
    'command-output/kubectl-describe',
    'd.txt',
    'Name:             orders-1\nNamespace:        shop\nStatus:           Pending\nEvents:\n  Type  Reason\n',
  ],
  [
    'command-output/systemctl-status',
    's.txt',
    '● backup.service - Backup\n     Loaded: loaded (/etc/systemd/system/backup.service; enabled)\n     Active: failed (Result: exit-code)\n',
  ],
  ['command-output/transcript', 'notes.txt', '$ kubectl get pods -n shop\nNAME READY\n'],
  ['code/python', 'pay.py', 'import os\n\ndef charge(order):\n    if order is None:\n        return 1\n    return 2\n'],
  ['code/go', 'x', 'package main\n\nimport (\n\t"fmt"\n)\n\nfunc main() {\n\tfmt.Println(1)\n}\n'],
  ['code/diff', 'change.patch', 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n'],
  [
    'document/markdown',
    'README.md',
    '# Runbook\n\nWhen the queue is full, do this.\n\n- look at the consumers\n- restart them\n',
  ],
  ['document/html', 'page', '<!doctype html>\n<html><body>hi</body></html>'],
  ['unknown/empty', 'a.log', ''],
  ['unknown/empty', 'a.log', ' \n\n'],
]

describe('classifyContent()', () => {
  test.each(CASES)('tells %s of %s', (expected, name, text) => {
    expect(classify(name, text)).toBe(expected)
  })

  test('tells binary content whatever its name', () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)
    expect(classifyContent('app.log', bytes)).toMatchObject({ kind: 'unknown', format: 'binary' })
  })

  test('reads UTF-16 like any other text', () => {
    const text = '2026-03-04 05:06:07,890 INFO com.example.Store: started\r\n'.repeat(3)
    expect(classifyContent('a', Buffer.from(`\ufeff${text}`, 'utf16le'))).toMatchObject({ kind: 'log', format: 'log4j' })
  })

  test('takes text of no known kind for a plain log', () => {
    expect(classify('out.txt', 'hello\nworld\n')).toBe('log/plain')
  })

  test('never throws and stays within [0, 1]', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.uint8Array({ maxLength: 500 }), (name, bytes) => {
        const { confidence } = classifyContent(name, bytes)
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
      }),
    )
  })
})
