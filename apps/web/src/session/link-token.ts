/** The token of a one-time link's fragment, `#link=TOKEN`; undefined for any other fragment. */
export function linkToken(hash: string): string | undefined {
  return /^#link=([\w.~-]{1,256})$/.exec(hash)?.[1]
}
