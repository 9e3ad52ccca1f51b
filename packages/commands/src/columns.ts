/** A column of a header: its name and where it begins. */
export type Column = { readonly name: string; readonly start: number }

/** Names of two words that tools write with one space between, as they are printed. */
const TWO_WORDS = new Set([
  'Mounted on',
  'Local Address',
  'Foreign Address',
  'Peer Address',
  'Local Address:Port',
  'Peer Address:Port',
  'Address:Port Process',
  'Program name',
  'PID/Program name',
  'CONTAINER ID',
  'IMAGE ID',
  'LAST SEEN',
  'FIRST SEEN',
  'ACCESS MODES',
  'RECLAIM POLICY',
  'NOMINATED NODE',
  'READINESS GATES',
  'LOAD AVG',
  'MEM USAGE',
  'NET I/O',
  'BLOCK I/O',
  'VOLUME NAME',
  'APP VERSION',
])

/** Columns by words; two-word names of known tools stay together. */
export function columnsByWords(header: string): Column[] {
  const columns: Column[] = []
  for (const match of header.matchAll(/\S+/g)) {
    const last = columns.at(-1)
    const touches = last !== undefined && last.start + last.name.length + 1 === match.index
    if (last && touches && TWO_WORDS.has(`${last.name} ${match[0]}`)) {
      columns[columns.length - 1] = { name: `${last.name} ${match[0]}`, start: last.start }
    } else columns.push({ name: match[0], start: match.index })
  }
  return columns
}
