export { readTables } from './read-tables.ts'
export type { Table } from './table.ts'
