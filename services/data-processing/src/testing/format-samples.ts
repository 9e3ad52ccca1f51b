import { createHash } from 'node:crypto'
import { writeGauge, writeTraces } from './write-otlp.ts'

/** A small whole file of each structured format that is read; line feeds end its lines. */
export type FormatSample = { readonly name: string; readonly bytes: Buffer }

const START_MS = Date.UTC(2026, 8, 30, 6)
const TRACES = 12
const POINTS = 40

const idOf = (text: string, digits: number) => createHash('sha256').update(text).digest('hex').slice(0, digits)

/** An order and the charge that it waits for. */
const SPANS = Array.from({ length: TRACES }, (_, trace) =>
  ['shop', 'till'].map((service, depth) => ({
    service,
    traceId: idOf(`trace ${trace}`, 32),
    spanId: idOf(`span ${trace} ${depth}`, 16),
    parentSpanId: depth === 0 ? '' : idOf(`span ${trace} 0`, 16),
    name: depth === 0 ? 'POST /order' : 'Charge',
    micros: (START_MS + trace * 1000 + depth * 10) * 1000,
    durationMicros: depth === 0 ? 90_000 : 40_000,
  })),
).flat()

const pairOf = (key: string, stringValue: string) => ({ key, value: { stringValue } })

function otlpTraces(): string {
  const resourceSpans = SPANS.map(({ service, micros, durationMicros, traceId, spanId, parentSpanId, name }) => ({
    resource: { attributes: [pairOf('service.name', service)] },
    scopeSpans: [
      {
        spans: [
          {
            traceId,
            spanId,
            parentSpanId,
            name,
            kind: 2,
            startTimeUnixNano: `${micros}000`,
            endTimeUnixNano: `${micros + durationMicros}000`,
          },
        ],
      },
    ],
  }))
  return JSON.stringify({ resourceSpans }, undefined, 1)
}

function jaeger(): string {
  const data = SPANS.map(({ service, traceId: traceID, spanId: spanID, name: operationName, micros, durationMicros }) => ({
    traceID,
    spans: [{ traceID, spanID, operationName, references: [], startTime: micros, duration: durationMicros, processID: 'p1' }],
    processes: { p1: { serviceName: service } },
  }))
  return JSON.stringify({ data }, undefined, 1)
}

function zipkin(): string {
  const spans = SPANS.map(({ service, traceId, spanId: id, name, micros: timestamp, durationMicros: duration }) => ({
    traceId,
    id,
    name,
    timestamp,
    duration,
    localEndpoint: { serviceName: service },
  }))
  return JSON.stringify(spans, undefined, 1)
}

const protobufTraces = () =>
  writeTraces(
    new Map(
      ['shop', 'till'].map((service) => [
        service,
        SPANS.filter((span) => span.service === service).map(({ micros, durationMicros, ...span }) => ({
          ...span,
          startNs: BigInt(micros) * 1000n,
          lengthNs: BigInt(durationMicros) * 1000n,
        })),
      ]),
    ),
  )

const spanRows = () =>
  [
    'traceId,spanId,parentId,service,operation,startUnixMicro,durationMicro',
    ...SPANS.map(({ service, traceId, spanId, parentSpanId, name, micros, durationMicros }) =>
      [traceId, spanId, parentSpanId, service, name, micros, durationMicros].join(','),
    ),
  ].join('\n')

const points = Array.from({ length: POINTS }, (_, at) => ({ ms: START_MS + at * 15_000, value: 20 + (at % 7) / 4 }))

const otlpMetrics = () =>
  JSON.stringify(
    {
      resourceMetrics: [
        {
          resource: { attributes: [pairOf('service.name', 'shop')] },
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'shop.queue',
                  gauge: { dataPoints: points.map(({ ms, value }) => ({ timeUnixNano: `${ms}000000`, asDouble: value })) },
                },
              ],
            },
          ],
        },
      ],
    },
    undefined,
    1,
  )

const protobufMetrics = () =>
  writeGauge(
    'shop',
    'shop.queue',
    points.map(({ ms, value }) => ({ ns: BigInt(ms) * 1_000_000n, value })),
  )

const queryRange = () =>
  JSON.stringify(
    {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          { metric: { __name__: 'shop_queue', pod: 'shop-0' }, values: points.map(({ ms, value }) => [ms / 1000, `${value}`]) },
        ],
      },
    },
    undefined,
    1,
  )

const exposition = () =>
  [
    '# TYPE shop_orders_total counter',
    ...points.map(({ ms, value }, at) => `shop_orders_total{pod="shop-${at % 2}"} ${value} ${ms}`),
  ].join('\n')

const openMetrics = () =>
  [
    '# TYPE shop_queue gauge',
    ...points.map(({ ms, value }, at) => `shop_queue{pod="shop-${at % 2}"} ${value} ${ms / 1000}`),
    '# EOF',
  ].join('\n')

const table = (separator: string) =>
  [
    ['time', 'queue', 'orders'].join(separator),
    ...points.map(({ ms, value }, at) => [new Date(ms).toISOString(), value, 100 + (at % 5)].join(separator)),
  ].join('\n')

const KUBERNETES = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels:
    app: shop
spec:
  replicas: 2
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: shop
          image: "registry.test/shop:1.4"
          ports: [{containerPort: 8080}]
`

const YAML = `server:
  host: "shop.test"
  port: 8080
  paths: ["/", "/cart", "/order"]
pool:
  size: 12
  name: "orders"
`

const JSON_SETTINGS = JSON.stringify(
  { server: { host: 'shop.test', port: 8080, paths: ['/', '/cart'] }, pool: { size: 12, name: 'orders' } },
  undefined,
  2,
)

const TOML = `title = "shop"
[server]
host = "shop.test"
paths = ["/", "/cart"]
[pool]
size = 12
name = "orders"
`

const INI = `[server]
host=shop.test
port=8080
[pool]
size=12
name=orders
`

const PROPERTIES = `server.host=shop.test
server.port=8080
pool.size=12
pool.name=orders
pool.greeting=\\u0048allo
`

const ENV = `SHOP_HOST=shop.test
SHOP_PORT=8080
POOL_SIZE=12
POOL_NAME="orders"
`

const XML = `<?xml version="1.0"?>
<configuration>
  <server host="shop.test" port="8080"/>
  <pool>
    <size>12</size>
    <name>orders</name>
  </pool>
</configuration>
`

const NGINX = `worker_processes 2;
events { worker_connections 512; }
http {
    upstream shop {
        server 10.0.0.7:8080;
    }
    server {
        listen 80;
        location / {
            proxy_pass http://shop;
        }
    }
}
`

const SYSTEMD = `[Unit]
Description=Shop
After=network-online.target

[Service]
ExecStart=/usr/bin/shop --port 8080
Restart=on-failure

[Install]
WantedBy=multi-user.target
`

const DOCKERFILE = `FROM debian:12 AS build
WORKDIR /src
COPY . /src
RUN make \\
    all
ENTRYPOINT ["/src/shop", "--port", "8080"]
`

const JAVA = `package test.shop;

public class Till {
    private static final Logger log = LoggerFactory.getLogger(Till.class);

    public void charge(String basket) {
        log.info("Charging basket {}", basket);
        if (basket.isEmpty()) {
            throw new IllegalStateException("basket is empty");
        }
    }
}
`

const PODS = `NAME                    READY   STATUS    RESTARTS   AGE
shop-7d9c5f6b8d-2xkqv   1/1     Running   0          3d
shop-7d9c5f6b8d-8hq5t   1/1     Running   0          3d
till-5b6f8c9d7c-l2mvn   1/1     Running   1          2d
mail-6c7d8e9f5b-zz9rt   1/1     Running   0          3d
`

const DESCRIBE = `Name:         shop-7d9c5f6b8d-2xkqv
Namespace:    default
Node:         node-1/10.0.0.4
Status:       Running
IP:           10.1.0.7
Containers:
  shop:
    Image:          registry.test/shop:1.4
    State:          Running
    Ready:          True
    Restart Count:  0
`

const sample = (name: string, content: string | Uint8Array): FormatSample => ({
  name,
  bytes: Buffer.from(typeof content === 'string' && !content.endsWith('\n') ? `${content}\n` : content),
})

export const FORMAT_SAMPLES = {
  otlpTraces: sample('otlp-traces.json', otlpTraces()),
  protobufTraces: sample('traces.pb', protobufTraces()),
  jaeger: sample('jaeger.json', jaeger()),
  zipkin: sample('zipkin.json', zipkin()),
  spanRows: sample('spans.csv', spanRows()),
  otlpMetrics: sample('otlp-metrics.json', otlpMetrics()),
  protobufMetrics: sample('metrics.pb', protobufMetrics()),
  queryRange: sample('query_range.json', queryRange()),
  exposition: sample('scrape.prom', exposition()),
  openMetrics: sample('scrape.om', openMetrics()),
  csv: sample('queue.csv', table(',')),
  tsv: sample('queue.tsv', table('\t')),
  kubernetes: sample('shop.yaml', KUBERNETES),
  yaml: sample('settings.yml', YAML),
  json: sample('settings.json', JSON_SETTINGS),
  toml: sample('settings.toml', TOML),
  ini: sample('settings.ini', INI),
  properties: sample('settings.properties', PROPERTIES),
  env: sample('shop.env', ENV),
  xml: sample('settings.xml', XML),
  nginx: sample('nginx.conf', NGINX),
  systemd: sample('shop.service', SYSTEMD),
  dockerfile: sample('Dockerfile', DOCKERFILE),
  java: sample('Till.java', JAVA),
  pods: sample('kubectl-get-pods.txt', PODS),
  describe: sample('kubectl-describe-pod.txt', DESCRIBE),
} as const satisfies Record<string, FormatSample>
