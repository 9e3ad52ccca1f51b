import type { MeasureKind } from '@faultmaven/metrics'

/** What it means when a measure goes the bad way, in the words of the fault grammar. */
export const MECHANISMS: Readonly<Record<MeasureKind, readonly [resource: string, mode: string]>> = {
  cpu: ['cpu', 'exhausted'],
  'cpu-throttling': ['cpu', 'throttled'],
  'cpu-steal': ['cpu', 'stolen'],
  'event-loop': ['event-loop', 'hung'],
  'tracked-connections': ['tracked-connections', 'exhausted'],
  'disk-credits': ['disk-io', 'throttled'],
  throttling: ['rate', 'throttled'],
  credits: ['cpu', 'throttled'],
  memory: ['memory', 'exhausted'],
  heap: ['heap', 'exhausted'],
  disk: ['disk', 'exhausted'],
  'disk-io': ['disk-io', 'slow'],
  inodes: ['inode', 'exhausted'],
  descriptors: ['descriptor', 'exhausted'],
  threads: ['thread', 'exhausted'],
  pool: ['pool', 'exhausted'],
  concurrency: ['quota', 'exhausted'],
  connections: ['connections', 'exhausted'],
  lag: ['replica', 'lagging'],
  queue: ['queue', 'lagging'],
  latency: ['process', 'slow'],
  evictions: ['cache', 'exhausted'],
  errors: ['process', 'failed'],
  success: ['process', 'failed'],
  availability: ['process', 'unhealthy'],
  restarts: ['container', 'restarting'],
  locks: ['lock', 'hung'],
  pauses: ['gc', 'slow'],
  'transaction-ids': ['transaction-id', 'exhausted'],
  certificate: ['certificate', 'expired'],
  traffic: ['process', 'overloaded'],
  other: ['process', 'changed'],
}
/** Kinds that follow from others: load makes everything slow, so they seldom are the cause. */
export const SYMPTOMS = new Set<MeasureKind>(['latency', 'errors', 'success', 'traffic', 'other', 'availability'])
