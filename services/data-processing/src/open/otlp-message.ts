import { WireReader } from '@faultmaven/signals'
import type { OtlpField, OtlpSchema } from './otlp-schema.ts'

/** Values inside values go no deeper. */
const MAX_DEPTH = 16

/** A message as JSON text without its braces: its fields in their order, data points on lines of their own. */
export function fieldsAsJson(message: WireReader, schema: OtlpSchema, depth = 0): string {
  const values = new Map<OtlpField, string[]>()
  while (message.next()) {
    const field = schema.get(message.field)
    if (field === undefined) continue
    const found = valuesOf(message, field, depth)
    const known = values.get(field)
    if (known === undefined || field.isList !== true) values.set(field, found)
    else for (const value of found) known.push(value)
  }
  return [...values].flatMap(([{ name, isList }, found]) => memberOf(name, found, isList === true)).join(',')
}

function memberOf(name: string, found: readonly string[], isList: boolean): string[] {
  if (isList) return [`"${name}":[${found.join(name === 'dataPoints' ? '\n,' : ',')}]`]
  return found[0] === undefined ? [] : [`"${name}":${found[0]}`]
}

function valuesOf(message: WireReader, { as, isList }: OtlpField, depth: number): string[] {
  if (typeof as === 'function')
    return message.isBytes && depth < MAX_DEPTH ? [`{${fieldsAsJson(message.message(), as(), depth + 1)}}`] : []
  if (isList && message.isBytes && (as === 'fixed64' || as === 'double')) return packed(message, as)
  const value = scalarOf(message, as)
  return value === undefined ? [] : [value]
}

function scalarOf(message: WireReader, as: Exclude<OtlpField['as'], () => OtlpSchema>): string | undefined {
  if (message.isBytes) {
    if (as === 'text') return JSON.stringify(message.text())
    if (as === 'hex' || as === 'base64') return JSON.stringify(Buffer.from(message.slice()).toString(as))
  } else if (message.isVarint) {
    if (as === 'bool') return String(message.bool())
    if (as === 'number') return String(message.uint())
    if (as === 'int') return JSON.stringify(String(message.int()))
  } else if (message.isFixed64) {
    if (as === 'fixed64') return JSON.stringify(String(message.fixed64()))
    if (as === 'sfixed64') return JSON.stringify(String(message.sfixed64()))
    if (as === 'double') return doubleOf(message.double())
  }
  return undefined
}

function packed(message: WireReader, as: 'fixed64' | 'double'): string[] {
  const bytes = message.slice()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length >> 3 }, (_, at) =>
    as === 'double' ? doubleOf(view.getFloat64(at * 8, true)) : JSON.stringify(String(view.getBigUint64(at * 8, true))),
  )
}

function doubleOf(value: number): string {
  return JSON.stringify(Number.isFinite(value) ? value : String(value))
}
