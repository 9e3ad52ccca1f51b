import type { JsonAttributes } from './json-attributes.ts'
import { ARRAY, type JsonCursor, OBJECT } from './json-cursor.ts'
import { type SpanColumns, TEXT } from './span-columns.ts'
import { FIELD, type FieldTables } from './span-fields.ts'

/** Reads what happened within a span: OTLP's events, Jaeger's logs, Zipkin's annotations. Their keys do not contradict each other. */
export class JsonEvents {
  private readonly cursor: JsonCursor
  private readonly columns: SpanColumns
  private readonly tables: FieldTables
  private readonly attributes: JsonAttributes
  private readonly own

  constructor(cursor: JsonCursor, columns: SpanColumns, tables: FieldTables, attributes: JsonAttributes) {
    this.cursor = cursor
    this.columns = columns
    this.tables = tables
    this.attributes = attributes
    const number = (text: string) => columns.texts.internText(text)
    this.own = {
      timeUnixNano: number('timeUnixNano'),
      value: number('value'),
      fields: number('fields'),
      event: number('event'),
      log: number('log'),
    }
  }

  /** Adds the events of the list that the cursor stands before to the span at `length`. @returns the earliest time, 0 for none; microseconds */
  read({ isLogs }: { readonly isLogs: boolean }): number {
    let earliest = 0
    eachObject(this.cursor, () => {
      const time = this.event(isLogs ? this.own.log : 0)
      if (time > 0 && (earliest === 0 || time < earliest)) earliest = time
    })
    return earliest
  }

  private event(unnamed: number): number {
    const { cursor, columns, own } = this
    let time = 0
    let name = unnamed
    cursor.take(OBJECT)
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      const field = this.tables.fields[key] ?? 0
      if (key === own.timeUnixNano) time = cursor.nanoseconds() ? cursor.micros : 0
      else if (field === FIELD.startMicros) time = Math.max(0, cursor.number())
      else if (field === FIELD.name || key === own.value) name = Math.max(0, cursor.scalar(columns.texts)) >>> 2
      else if (field === FIELD.attributes) this.attributes.read(columns.eventAttributes, false)
      else if (key === own.fields) name = this.logFields(name)
      else cursor.skip()
    }
    columns.addEvent(name, time)
    return time
  }

  /** Jaeger's; the field `event` names the log. */
  private logFields(unnamed: number): number {
    const { columns, own } = this
    let name = unnamed
    const push = (key: number, value: number) => {
      if (key === own.event && (value & 3) === TEXT) name = value >>> 2
      else columns.eventAttributes.push(key, value)
    }
    this.attributes.read({ push }, false)
    return name
  }
}

/** Calls for each object of the list that the cursor stands before; whatever else stands there is passed over. */
export function eachObject(cursor: JsonCursor, read: () => void): void {
  if (cursor.peek() !== ARRAY) return cursor.skip()
  cursor.take(ARRAY)
  while (cursor.nextItem()) {
    if (cursor.peek() === OBJECT) read()
    else cursor.skip()
  }
}
