import { parentPort } from 'node:worker_threads'
import { serveReadings } from './serve-readings.ts'

/** Entry of the threads that `createReadingPool` starts. */
if (parentPort !== null) serveReadings(parentPort)
