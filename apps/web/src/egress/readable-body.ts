/** A body with its JSON laid out over lines, and the line breaks within its texts shown as such; other text stays as it is. */
export function readableBody(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    return JSON.stringify(parsed, undefined, 2).replaceAll(/(?<!\\)((?:\\\\)*)\\n/g, '$1\n')
  } catch {
    return body
  }
}
