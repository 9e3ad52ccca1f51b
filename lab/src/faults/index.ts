import { cacheFaults } from './cache/redis.ts'
import { postgresFaults } from './database/postgres.ts'
import type { Fault } from './fault.ts'
import { webFaults } from './web/nginx.ts'

/** Every fault of the lab, in the order of the table. */
export const allFaults: readonly Fault[] = [...postgresFaults, ...cacheFaults, ...webFaults]
