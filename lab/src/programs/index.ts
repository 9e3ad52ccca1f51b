import { apache } from './apache.ts'
import { builder, git } from './builds.ts'
import { catalog } from './catalog.ts'
import { dnsmasq } from './dnsmasq.ts'
import { etcd, etcd2, etcd3 } from './etcd.ts'
import { haproxy } from './haproxy.ts'
import { logrotate } from './logrotate.ts'
import { mariadb } from './mariadb.ts'
import { memcached } from './memcached.ts'
import { nginx } from './nginx.ts'
import { pgbouncer } from './pgbouncer.ts'
import { postgres } from './postgres.ts'
import { pricing } from './pricing.ts'
import type { Program } from './program.ts'
import { prometheus } from './prometheus.ts'
import { provider } from './provider.ts'
import { rabbitmq } from './rabbitmq.ts'
import { redis } from './redis.ts'
import { replica } from './replica.ts'
import { gateway, gateway2, orders, payments, worker } from './shop.ts'
import { cron, rsyslog, sshd } from './sshd.ts'
import { tomcat } from './tomcat.ts'

const databases = [postgres, replica, pgbouncer, mariadb, redis, memcached, rabbitmq, etcd, etcd2, etcd3]
const services = [provider, payments, orders, gateway, gateway2, worker, catalog, pricing, tomcat]
const fronts = [nginx, haproxy, apache]
const machines = [dnsmasq, rsyslog, sshd, cron, logrotate, git, builder, prometheus]

export const programs: readonly Program[] = [...databases, ...services, ...fronts, ...machines]

/** @throws {Error} when the lab has no program of that name */
export function programNamed(name: string): Program {
  const found = programs.find((program) => program.name === name)
  if (!found) throw new Error(`The lab has no program "${name}"`)
  return found
}
