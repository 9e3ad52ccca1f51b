/** A text as one line without control, format and bidi characters: nothing hides in it and nothing moves the reader's eye. */
export function plainText(text: string, maxLength: number): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\p{C}/gu, '')
    .trim()
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain
}

/** Text of strangers as a JSON string on one line: where it begins and ends is beyond its own power. */
export function quoted(text: string, maxLength: number): string {
  return JSON.stringify(plainText(text, maxLength))
}
