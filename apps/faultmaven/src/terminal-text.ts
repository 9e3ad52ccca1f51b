/**
 * Evidence as one line of text for a terminal: control and bidi characters, which could move the cursor, change colours or turn the
 * reading direction, become a replacement character; line breaks and tabs become a space, so that no text can look like a line of ours.
 */
export function terminalText(text: string): string {
  return text.replace(/\r\n|[\n\t]/g, ' ').replace(/\p{C}/gu, '�')
}
