export const MAGIC = Buffer.from('FMBUN\u0001', 'latin1')
export const TAG_BYTES = 16
/** The frames of a bundle are those of one source. */
export const SOURCE_ID = 'bundle'
