import type { Kv } from '@faultmaven/storage'

/** The names directly below a prefix that ends with a slash: of `case/`, every case that has a row. */
export async function namesBelow(kv: Kv, prefix: string): Promise<readonly string[]> {
  const names: string[] = []
  for (let after = prefix; ;) {
    const [row] = await kv.list(prefix, { after, limit: 1 })
    const name = row?.key.slice(prefix.length).split('/')[0]
    if (name === undefined) return names
    names.push(name)
    // Every key of this name sorts before this character, which follows the slash.
    after = `${prefix}${name}0`
  }
}

/** Removes every row below a prefix, or those of them that `isDone` names, in order, up to the first that it does not. @returns bytes of the values removed */
export async function deleteRows(kv: Kv, prefix: string, isDone: (key: string) => boolean = () => true): Promise<number> {
  let bytes = 0
  for (;;) {
    const rows = await kv.list(prefix)
    const last = rows.findIndex(({ key }) => !isDone(key))
    const done = last === -1 ? rows : rows.slice(0, last)
    if (done.length === 0) return bytes
    bytes += done.reduce((sum, { value }) => sum + value.length, 0)
    await kv.batch(
      prefix,
      done.map(({ key }) => ({ delete: key })),
    )
  }
}
