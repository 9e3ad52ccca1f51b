/** Rows of one case, readable here and sealed in the store. Names sort bytewise, `event/000000000012`. */
export type Rows = {
  get(name: string): Promise<Uint8Array | undefined>
  /** Rows whose name starts with `prefix`, after the name `after`, in order. @default limit 1000 */
  list(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<readonly Row[]>
  /** All or nothing. */
  write(changes: readonly RowChange[]): Promise<void>
}
export type Row = { readonly name: string; readonly value: Uint8Array }
export type RowChange = { readonly set: string; readonly value: Uint8Array } | { readonly delete: string }

const PAGE = 1000

/** Every row whose name starts with `prefix`; pages are read as they are asked for. */
export async function* eachRow(rows: Rows, prefix: string): AsyncGenerator<Row> {
  let page = await rows.list(prefix, { limit: PAGE })
  while (page.length > 0) {
    yield* page
    page = page.length < PAGE ? [] : await rows.list(prefix, { after: page.at(-1)!.name, limit: PAGE })
  }
}

/** The same as a list: only for prefixes that hold few rows. */
export async function allRows(rows: Rows, prefix: string): Promise<Row[]> {
  const all: Row[] = []
  for await (const row of eachRow(rows, prefix)) all.push(row)
  return all
}

/** Text of a row. Its JSON needs no schema: we sealed it ourselves and the seal vouches for it. */
export function rowText(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')
}

export function rowValue(json: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(json), 'utf8')
}
