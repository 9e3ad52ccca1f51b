/** A class and what its objects take of the heap. */
export type HeapClass = { readonly name: string; readonly instances: number; readonly bytes: number; readonly line: number }

const HEADER = /^\s*num\s+#instances\s+#bytes\s+class name/
const ROW = /^\s*\d{1,6}:\s+(\d{1,15})\s+(\d{1,18})\s+(\S{1,300})/
const MAX_CHARACTERS = 4 * 2 ** 20
const MAX_CLASSES = 1000

/**
 * The classes of a histogram of the heap, largest first as printed; [] for any other text. Linear.
 * @see https://docs.oracle.com/en/java/javase/21/docs/specs/man/jcmd.html (`GC.class_histogram`; `jmap -histo` prints the same)
 */
export function readHistogram(text: string): HeapClass[] {
  if (text.length > MAX_CHARACTERS) return []
  const lines = text.split(/\r?\n/)
  const header = lines.findIndex((line) => HEADER.test(line.slice(0, 200)))
  if (header < 0) return []
  return lines.slice(header + 1, header + 1 + MAX_CLASSES).flatMap((line, index) => {
    const row = ROW.exec(line.slice(0, 600))
    return row ? [{ instances: Number(row[1]), bytes: Number(row[2]), name: row[3] ?? '', line: header + index + 2 }] : []
  })
}
