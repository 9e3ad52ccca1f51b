import { createHash } from 'node:crypto'

/** Stands for attributes, or for an identity, of any size: 44 characters, others for others. */
export const markOf = (identity: object): string => createHash('sha256').update(JSON.stringify(identity)).digest('base64')
