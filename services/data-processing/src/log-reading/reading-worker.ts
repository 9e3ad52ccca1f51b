import { parentPort } from 'node:worker_threads'
import { limitInlining } from './limit-inlining.ts'
import { serveReadings } from './serve-readings.ts'

/** Entry of the threads that `createReadingPool` starts. */
if (parentPort !== null) {
  limitInlining()
  serveReadings(parentPort)
}
