import { nginx } from './nginx.ts'
import { postgres } from './postgres.ts'
import type { Program } from './program.ts'
import { prometheus } from './prometheus.ts'
import { redis } from './redis.ts'
import { gateway, orders, payments, worker } from './shop.ts'

export const programs: readonly Program[] = [postgres, redis, payments, orders, gateway, worker, nginx, prometheus]

/** @throws {Error} when the lab has no program of that name */
export function programNamed(name: string): Program {
  const found = programs.find((program) => program.name === name)
  if (!found) throw new Error(`The lab has no program "${name}"`)
  return found
}
