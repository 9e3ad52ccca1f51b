import { readDocx } from './docx.ts'
import { parseDocument } from './parse-document.ts'
import { type ParsedDocument, UnreadableDocumentError } from './parsed-document.ts'
import { readPdf } from './pdf.ts'

/** First bytes of a format whose text is packed. */
const PDF = '%PDF-'
const ZIP = 'PK\u0003\u0004'
const OLD_OFFICE = '\u00d0\u00cf\u0011\u00e0'
/** PDF allows other bytes before its mark. @see ISO 32000-2, annex I.3.4 */
const SEARCHED_BYTES = 1024

/**
 * Reads a document of any format by what its bytes are, then by its name: PDF, Word (`.docx`), and all that {@link parseDocument} reads.
 * Nothing in it is run, followed or fetched.
 * @throws {UnreadableDocumentError} when it cannot be read, saying why and what to do
 */
export async function readDocument(name: string, bytes: Uint8Array): Promise<ParsedDocument> {
  const head = Buffer.from(bytes.subarray(0, SEARCHED_BYTES)).toString('latin1')
  if (head.startsWith(PDF) || (head.includes(PDF) && /\.pdf$/i.test(name))) return readPdf(bytes)
  if (head.startsWith(ZIP)) return readDocx(bytes)
  if (head.startsWith(OLD_OFFICE)) {
    throw new UnreadableDocumentError('It is an old Office file, which is not read; save it as .docx, PDF or text')
  }
  return parseDocument(name, decode(bytes, head))
}

function decode(bytes: Uint8Array, head: string): string {
  if (head.startsWith('\u00ff\u00fe')) return new TextDecoder('utf-16le').decode(bytes)
  if (head.startsWith('\u00fe\u00ff')) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}
