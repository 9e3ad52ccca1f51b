/** OTLP messages in their binary encoding, as an exporter writes them. */
export type WrittenSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly startNs: bigint
  readonly lengthNs: bigint
  readonly error?: string
}

/** One entry of `resource_spans` for each service. */
export function writeTraces(services: ReadonlyMap<string, readonly WrittenSpan[]>): Buffer {
  return Buffer.concat(
    [...services].map(([service, spans]) => {
      const scope = bytesField(2, [bytesField(1, [textField(1, 'own')]), ...spans.map(spanField)])
      return bytesField(1, [resourceField(service), scope])
    }),
  )
}

/** One gauge of doubles, a point each. */
export function writeGauge(
  service: string,
  name: string,
  points: readonly { readonly ns: bigint; readonly value: number }[],
): Buffer {
  const data = points.map(({ ns, value }) => bytesField(1, [fixed64(3, ns), double(4, value)]))
  const metric = bytesField(2, [textField(1, name), textField(2, 'What it is'), textField(3, '1'), bytesField(5, data)])
  return bytesField(1, [resourceField(service), bytesField(2, [bytesField(1, [textField(1, 'own')]), metric])])
}

function resourceField(service: string): Buffer {
  return bytesField(1, [bytesField(1, [textField(1, 'service.name'), bytesField(2, [textField(1, service)])])])
}

function spanField({ traceId, spanId, parentSpanId, name, startNs, lengthNs, error }: WrittenSpan): Buffer {
  return bytesField(2, [
    bytesField(1, [Buffer.from(traceId, 'hex')]),
    bytesField(2, [Buffer.from(spanId, 'hex')]),
    bytesField(4, [Buffer.from(parentSpanId, 'hex')]),
    textField(5, name),
    Buffer.from([6 << 3, 2]),
    fixed64(7, startNs),
    fixed64(8, startNs + lengthNs),
    ...(error === undefined ? [] : [bytesField(15, [textField(2, error), Buffer.from([3 << 3, 2])])]),
  ])
}

function textField(number: number, text: string): Buffer {
  return bytesField(number, [Buffer.from(text)])
}
function bytesField(number: number, parts: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(parts)
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) break
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes])
}
function fixed64(number: number, value: bigint): Buffer {
  const field = Buffer.alloc(9)
  field[0] = (number << 3) | 1
  field.writeBigUInt64LE(value, 1)
  return field
}
function double(number: number, value: number): Buffer {
  const field = Buffer.alloc(9)
  field[0] = (number << 3) | 1
  field.writeDoubleLE(value, 1)
  return field
}
