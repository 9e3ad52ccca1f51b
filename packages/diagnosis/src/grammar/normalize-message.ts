import { withoutClientText } from './client-text.ts'

const MAX_HEAD = 900
const MAX_TAIL = 300
/** Colour codes and control characters that tools print around messages. */
// eslint-disable-next-line no-control-regex
const CONTROL = /\u001b\[[\d;]{0,12}[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * A message as the grammar reads it: one line, no control or bidi characters, nothing that a client wrote, escaped quotes undone,
 * at most 1200 characters. Of a longer text the head and the tail stay: the innermost cause of a chain stands last.
 */
export function normalizeMessage(text: string): string {
  const bounded = text.length > 8 * MAX_HEAD ? text.slice(0, 4 * MAX_HEAD) + text.slice(-4 * MAX_HEAD) : text
  const plain = withoutClientText(bounded.replace(CONTROL, ''))
    .replaceAll(/\\n|\\t/g, ' ')
    .replaceAll(/\\+"/g, '"')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return plain.length > MAX_HEAD + MAX_TAIL ? `${plain.slice(0, MAX_HEAD)} … ${plain.slice(-MAX_TAIL)}` : plain
}
