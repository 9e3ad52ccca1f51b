export { readTables } from './read-tables.ts'
export type { Table } from './table.ts'
export { findSeparatedHeader } from './separated-table.ts'
