import { ERROR_STATUS, type AttributeList, type SpanColumns } from './span-columns.ts'
import { ROLE, type FieldTables } from './span-fields.ts'
import { isFailure } from './status-codes.ts'

/** Lets attributes of the span at `length` of the columns say what they say of it: its kind, its status. */
export class AttributeRoles {
  private readonly columns: SpanColumns
  private readonly tables: FieldTables
  private isError = false

  constructor(columns: SpanColumns, tables: FieldTables) {
    this.columns = columns
    this.tables = tables
  }

  begin(): void {
    this.isError = false
  }

  /** Adds an attribute to the list, unless it became a field of the span. @param value as {@link AttributeList} holds it, -1 for none */
  add(list: Pick<AttributeList, 'push'>, isSpan: boolean, key: number, value: number): void {
    if (value < 0) return
    const role = isSpan ? (this.tables.roles[key] ?? 0) : 0
    if (role === 0 || !this.play(role, value)) list.push(key, value)
  }

  /** A status that the span gives itself outweighs what its attributes say. */
  end(): void {
    const { columns } = this
    if (columns.status[columns.length] === 0 && this.isError) columns.status[columns.length] = ERROR_STATUS
  }

  /** @returns whether nothing is left of the attribute to keep */
  private play(role: number, value: number): boolean {
    const { columns, tables } = this
    const at = columns.length
    const text = value >>> 2
    switch (role) {
      case ROLE.kind:
        columns.kind[at] = tables.kinds[text] ?? 0
        return true
      case ROLE.statusCode:
        columns.status[at] = tables.statuses[text] ?? 0
        return true
      case ROLE.statusMessage:
        columns.statusMessage[at] = text
        return true
      case ROLE.error: {
        const word = columns.texts.text(text)
        if (word === 'false') return true
        this.isError = true
        if (word !== 'true' && word !== '' && columns.statusMessage[at] === 0) columns.statusMessage[at] = text
        return true
      }
      default:
        this.isError ||= isFailure(role, Number(columns.texts.text(text)))
        return false
    }
  }
}
