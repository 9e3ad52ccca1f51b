import { WireReader } from '@faultmaven/signals'
import type { OtlpField, OtlpSchema } from './otlp-schema.ts'

/** Values inside values go no deeper. */
const MAX_DEPTH = 16

/** Told of places where a message is broken: the byte, as its reader counts, and what is wrong. */
export type TellBroken = (byte: number, problem: string) => void

/**
 * A message as JSON text without its braces: its fields in their order, data points on lines of their own. Items of a list
 * stand together, as every encoder writes them. Fields that the schema does not know are left out: later versions have more.
 */
export function fieldsAsJson(message: WireReader, schema: OtlpSchema, tell: TellBroken): string {
  return asJson(message, schema, { tell, depth: 0 })
}

type Way = { readonly tell: TellBroken; readonly depth: number }

function asJson(message: WireReader, schema: OtlpSchema, way: Way): string {
  let text = ''
  let list: OtlpField | undefined
  while (message.next()) {
    const field = schema.get(message.field)
    const value = field && valueOf(message, field, way)
    if (field !== undefined && value === undefined) way.tell(message.valueStart, `"${field.name}" has a value of another type`)
    if (field === undefined || value === undefined || value === '') continue
    const isNext = list === field
    if (list !== undefined && !isNext) text += ']'
    if (isNext) text += field.name === 'dataPoints' ? '\n,' : ','
    else text += `${text === '' ? '' : ','}"${field.name}":${field.isList === true ? '[' : ''}`
    text += value
    list = field.isList === true ? field : undefined
  }
  if (message.problem !== undefined) way.tell(message.position, message.problem)
  return list === undefined ? text : `${text}]`
}

function valueOf(message: WireReader, { as, isList }: OtlpField, { tell, depth }: Way): string | undefined {
  if (typeof as === 'function')
    return message.isBytes && depth < MAX_DEPTH ? `{${asJson(message.message(), as(), { tell, depth: depth + 1 })}}` : undefined
  if (isList === true && message.isBytes && (as === 'fixed64' || as === 'double')) return packed(message, as)
  return scalarOf(message, as)
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

/** Empty for none: an item that is not there must not become a comma. */
function packed(message: WireReader, as: 'fixed64' | 'double'): string {
  const bytes = message.slice()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const items = Array.from({ length: bytes.length >> 3 }, (_, at) =>
    as === 'double' ? doubleOf(view.getFloat64(at * 8, true)) : JSON.stringify(String(view.getBigUint64(at * 8, true))),
  )
  return items.join(',')
}

function doubleOf(value: number): string {
  return JSON.stringify(Number.isFinite(value) ? value : String(value))
}
