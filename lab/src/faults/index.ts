import { balancerFaults } from './balancer/haproxy.ts'
import { buildFaults } from './builds/builds.ts'
import { moreCacheFaults } from './cache/redis-more.ts'
import { cacheFaults } from './cache/redis.ts'
import { clusterFaults } from './cluster/etcd.ts'
import { mariadbFaults } from './database/mariadb.ts'
import { postgresLoadFaults } from './database/postgres-load.ts'
import { postgresRightsFaults } from './database/postgres-rights.ts'
import { postgresFaults } from './database/postgres.ts'
import type { Fault } from './fault.ts'
import { javaFaults } from './java/java.ts'
import { logrotateFaults } from './machine/logrotate.ts'
import { machineFaults } from './machine/ssh-and-cron.ts'
import { nameFaults } from './names/dns.ts'
import { catalogFaults } from './python/catalog.ts'
import { queueFaults } from './queue/rabbitmq.ts'
import { serviceFaults } from './shop/services.ts'
import { certificateFaults } from './tls/certificates.ts'
import { apacheFaults } from './web/apache.ts'
import { moreWebFaults } from './web/nginx-more.ts'
import { webFaults } from './web/nginx.ts'

const databases = [...postgresFaults, ...postgresRightsFaults, ...postgresLoadFaults, ...mariadbFaults]
const stores = [...cacheFaults, ...moreCacheFaults, ...queueFaults, ...clusterFaults]
const fronts = [...webFaults, ...moreWebFaults, ...balancerFaults, ...apacheFaults]
const services = [...serviceFaults, ...javaFaults, ...catalogFaults]
const surroundings = [...nameFaults, ...certificateFaults, ...machineFaults, ...logrotateFaults, ...buildFaults]

/** Every fault of the lab, in the order of the table. */
export const allFaults: readonly Fault[] = [...databases, ...stores, ...fronts, ...services, ...surroundings]
