import { BATCH_RECORDS, COLUMNS } from './layout'

/** Columns of the batch: see `createColumns` of the host. */

export const STARTS: u32 = COLUMNS
export const ENDS: u32 = STARTS + 8 * BATCH_RECORDS
export const NUMBERS: u32 = ENDS + 8 * BATCH_RECORDS
export const TIMES: u32 = NUMBERS + 8 * BATCH_RECORDS
export const SPANS: u32 = TIMES + 8 * BATCH_RECORDS
export const GROUP_IDS: u32 = SPANS + 4 * BATCH_RECORDS
export const FROMS: u32 = GROUP_IDS + 4 * BATCH_RECORDS
export const TOS: u32 = FROMS + 4 * BATCH_RECORDS
export const KINDS: u32 = TOS + 4 * BATCH_RECORDS
export const HOSTS: u32 = KINDS + 4 * BATCH_RECORDS
export const COMPONENTS: u32 = HOSTS + 2 * BATCH_RECORDS
export const SEVERITIES: u32 = COMPONENTS + 2 * BATCH_RECORDS
