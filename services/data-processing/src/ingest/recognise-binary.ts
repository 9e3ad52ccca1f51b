import { decodeText, detectEncoding } from '@faultmaven/logs'

/** Formats people do upload by mistake, with what to send instead. */
const KNOWN: readonly (readonly [string, string])[] = [
  ['LPKSHHRH', 'a binary systemd journal; send the output of "journalctl --file NAME -o short-iso-precise" instead'],
  ['\x7fELF', 'a program (ELF); send its log or the text of its crash report'],
  ['%PDF-', 'a PDF; send its text'],
  ['\x89PNG', 'a picture (PNG); send the text that it shows'],
  ['\xff\xd8\xff', 'a picture (JPEG); send the text that it shows'],
  ['SQLite format 3\0', 'an SQLite database; send the output of a query'],
  ['\xd4\xc3\xb2\xa1', 'a packet capture; send the output of "tcpdump -r NAME -nn"'],
  ['\x0a\x0d\x0d\x0a', 'a packet capture; send the output of "tshark -r NAME"'],
  ['Rar!', 'a RAR archive, which is not opened; send zip or tar'],
  ["7z\xbc\xaf'\x1c", 'a 7-Zip archive, which is not opened; send zip or tar'],
  ['JAVA PROFILE 1.0', 'a Java heap dump; send the log with the OutOfMemoryError and a thread dump'],
  ['\xca\xfe\xba\xbe', 'a compiled Java class'],
  ['PAR1', 'a Parquet file; send CSV or JSON lines'],
  ['MZ', 'a Windows program'],
]
/** Share of control characters from which on text is none. */
const MAX_CONTROL_SHARE = 0.1

/** Why a file that begins so is no text, in words for its sender; undefined when it is text. */
export function recogniseBinary(head: Uint8Array): string | undefined {
  const start = Buffer.from(head.subarray(0, 16)).toString('latin1')
  const known = KNOWN.find(([magic]) => start.startsWith(magic))
  const isText = controlShare(decodeText(head, detectEncoding(head).encoding)) <= MAX_CONTROL_SHARE
  // Short magics are letters too: only what is no text otherwise is taken for such a file.
  if (known !== undefined && (!isText || known[0].length > 4)) return known[1]
  return isText ? undefined : 'not text'
}

function controlShare(text: string): number {
  let controls = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isUsual = code >= 32 || (code >= 8 && code <= 13) || code === 27
    if (!isUsual || code === 0x7f || code === 0xfffd || (code >= 0x80 && code < 0xa0)) controls++
  }
  return text.length === 0 ? 0 : controls / text.length
}
