export type { Table } from './table.ts'
