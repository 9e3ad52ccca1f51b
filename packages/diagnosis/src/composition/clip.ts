/** A text of at most `max` characters, cut at a word with an ellipsis. White space is collapsed. */
export function clip(text: string, max: number): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim()
  if (plain.length <= max) return plain
  return `${plain.slice(0, max - 1).replace(/\s\S{0,40}$/, '')}…`
}
