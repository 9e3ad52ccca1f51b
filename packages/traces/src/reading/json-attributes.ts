import type { AttributeRoles } from './attribute-roles.ts'
import { ARRAY, type JsonCursor, OBJECT } from './json-cursor.ts'
import { type AttributeList, BOOLEAN, NUMBER, type SpanColumns } from './span-columns.ts'

/** Reads lists and maps of attributes of OTLP, Jaeger and Zipkin JSON. */
export class JsonAttributes {
  private readonly cursor: JsonCursor
  private readonly columns: SpanColumns
  private readonly roles: AttributeRoles
  private readonly own

  constructor(cursor: JsonCursor, columns: SpanColumns, roles: AttributeRoles) {
    this.cursor = cursor
    this.columns = columns
    this.roles = roles
    const number = (text: string) => columns.texts.internText(text)
    this.own = {
      key: number('key'),
      value: number('value'),
      vStr: number('vStr'),
      boolValue: number('boolValue'),
      intValue: number('intValue'),
      doubleValue: number('doubleValue'),
    }
  }

  /** `[{key, value}]` with OTLP's or Jaeger's values, or `{key: value}`. */
  read(list: Pick<AttributeList, 'push'>, isSpan: boolean): void {
    const { cursor, columns } = this
    const first = cursor.peek()
    if (first === OBJECT) {
      cursor.take(OBJECT)
      for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts))
        this.roles.add(list, isSpan, key, cursor.scalar(columns.texts))
    } else if (first === ARRAY) {
      cursor.take(ARRAY)
      while (cursor.nextItem()) this.pair(list, isSpan)
    } else cursor.skip()
  }

  private pair(list: Pick<AttributeList, 'push'>, isSpan: boolean): void {
    const { cursor, columns, own } = this
    cursor.take(OBJECT)
    let name = 0
    let value = -1
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      if (key === own.key) name = Math.max(0, cursor.scalar(columns.texts)) >>> 2
      else if (key === own.value) value = cursor.peek() === OBJECT ? this.anyValue() : cursor.scalar(columns.texts)
      else if (key === own.vStr) value = cursor.scalar(columns.texts)
      else cursor.skip()
    }
    this.roles.add(list, isSpan, name, value)
  }

  /** OTLP's AnyValue; whole numbers stand in quotes there. */
  private anyValue(): number {
    const { cursor, columns, own } = this
    cursor.take(OBJECT)
    let value = -1
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      const read = cursor.scalar(columns.texts)
      if (key === own.intValue || key === own.doubleValue) value = read < 0 ? read : (read & ~3) + NUMBER
      else if (key === own.boolValue) value = read < 0 ? read : (read & ~3) + BOOLEAN
      else value = read
    }
    return value
  }
}
