import { sql } from '../../programs/postgres.ts'
import { setVariable } from '../../programs/shop.ts'
import type { Fault } from '../fault.ts'
import { deployRelease, editAndRestart, editInVain, queryAs, restartInVain, setAndRestart } from '../moves.ts'
import { countLines, logged, prove } from '../proofs.ts'
import { shop, shopWithoutCache } from '../stacks.ts'

const base = { programs: shopWithoutCache, entity: 'postgres', breaks: ['orders', 'gateway'] } as const
const log = '/var/log/postgresql/postgresql-15-main.log'

/** Faults of access, configuration and schema: the database works but does not do what it is asked. */
export const postgresRightsFaults: readonly Fault[] = [
  {
    ...base,
    id: 'postgres-wrong-password',
    mechanism: 'wrong-password',
    entity: 'orders',
    inject: setAndRestart('orders', 'DATABASE_URL', 'postgres://shop:shop-secret-new@db.shop.internal:5432/shop'),
    twin: (lab) => lab.restart('orders'),
    probe: logged(log, /password authentication failed for user "shop"/, 'PostgreSQL rejects the password of shop'),
    question: 'After the rollout orders answers only errors. What is wrong?',
    facts: { password: 'password|authentication|credential' },
    forbidden: ['too many (clients|connections)', 'disk full'],
    evidence: ['password authentication failed'],
  },
  {
    ...base,
    id: 'postgres-missing-grant',
    mechanism: 'missing-grant',
    inject: (lab) => sql(lab, 'REVOKE INSERT ON orders FROM shop'),
    probe: async (lab) => {
      const { stderr } = await queryAs(lab, "INSERT INTO orders (customer_id, sku) VALUES (1, 'sku-1')")
      return prove(/permission denied/.test(stderr), stderr.trim() || 'the insert was done')
    },
    question: 'Browsing works, ordering does not. Why?',
    facts: { denied: 'permission|grant|privilege|denied', what: 'orders' },
    evidence: ['permission denied for table orders'],
  },
  {
    ...base,
    id: 'postgres-hba-rejects',
    mechanism: 'access-rule',
    inject: async (lab) => {
      lab.edit('/etc/postgresql/15/main/pg_hba.conf', (text) =>
        text.replace('host all all 10.20.0.0/16', 'host all all 10.21.0.0/16'),
      )
      await sql(lab, 'SELECT pg_reload_conf()')
      await sql(lab, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'orders'")
    },
    twin: (lab) => sql(lab, 'SELECT pg_reload_conf()'),
    probe: async (lab) => {
      const { stderr } = await queryAs(lab, 'SELECT 1')
      return prove(/no pg_hba.conf entry/.test(stderr), stderr.trim() || 'it answers')
    },
    question: 'orders cannot reach its database since the network was renumbered. Why?',
    facts: { hba: 'pg_hba|no .{0,20}entry|host-based|not allowed|access rule|rejected' },
    evidence: ['no pg_hba.conf entry', '10.21.0.0/16'],
  },
  {
    ...base,
    id: 'postgres-read-only',
    mechanism: 'read-only',
    inject: async (lab) => {
      await sql(lab, 'ALTER SYSTEM SET default_transaction_read_only = on')
      await sql(lab, 'SELECT pg_reload_conf()')
    },
    twin: (lab) => sql(lab, 'SELECT pg_reload_conf()'),
    probe: async (lab) => {
      const { stderr } = await queryAs(lab, "UPDATE products SET stock = 1 WHERE sku = 'sku-1'")
      return prove(/read-only transaction/.test(stderr), stderr.trim() || 'the update was done')
    },
    question: 'No order can be placed since this morning. Why?',
    facts: { readOnly: 'read[- _]?only' },
    evidence: ['read-only transaction', 'default_transaction_read_only'],
  },
  {
    ...base,
    id: 'orders-schema-mismatch',
    mechanism: 'schema-mismatch',
    entity: 'orders',
    inject: deployRelease('orders', 'schema'),
    twin: (lab) => lab.restart('orders'),
    probe: logged(log, /column "discount_percent" does not exist/, 'the column discount_percent does not exist'),
    question: 'Product pages are broken since release 1.4.1. Why?',
    facts: { column: 'discount_percent|column', missing: 'not exist|missing|schema|migration|unknown' },
    evidence: ['column .*discount_percent.* does not exist'],
  },
  {
    ...base,
    id: 'postgres-column-renamed',
    mechanism: 'schema-mismatch',
    inject: (lab) => sql(lab, 'ALTER TABLE orders RENAME COLUMN quantity TO amount_ordered'),
    probe: async (lab) => {
      const { stderr } = await queryAs(lab, 'SELECT quantity FROM orders LIMIT 1')
      return prove(/column "quantity" does not exist/.test(stderr), stderr.trim() || 'the column is there')
    },
    question: 'Ordering fails though nothing was deployed. What changed?',
    facts: { column: 'quantity|column', missing: 'not exist|missing|schema|renam|unknown' },
    evidence: ['column .*quantity.* does not exist', 'column .*quantity.* of relation'],
  },
  {
    ...base,
    id: 'postgres-sequence-exhausted',
    mechanism: 'sequence-limit',
    inject: async (lab) => {
      const last = Number(await sql(lab, 'SELECT last_value FROM orders_id_seq'))
      await sql(lab, `ALTER SEQUENCE orders_id_seq MAXVALUE ${last + 5}`)
    },
    probe: async (lab) => {
      const { stderr } = await queryAs(lab, "SELECT nextval('orders_id_seq')")
      return prove(/reached maximum value/.test(stderr), stderr.trim() || 'a number was given')
    },
    question: 'Customers can look but not buy. Why?',
    facts: { sequence: 'sequence|nextval|maximum value|orders_id_seq' },
    evidence: ['reached maximum value of sequence'],
  },
  {
    ...base,
    id: 'postgres-sequence-behind',
    mechanism: 'duplicate-key',
    inject: (lab) => sql(lab, "SELECT setval('orders_id_seq', 100)"),
    probe: (lab) =>
      prove(
        countLines(lab, log, /duplicate key value violates unique constraint "orders_pkey"/) > 3,
        'inserts violate orders_pkey',
      ),
    question: 'Orders fail since the restore of a backup. Why?',
    facts: { duplicate: 'duplicate|unique (constraint )?|already exists|orders_pkey' },
    evidence: ['duplicate key value'],
  },
  {
    ...base,
    id: 'postgres-bad-configuration',
    mechanism: 'bad-configuration',
    inject: editInVain(
      'postgres',
      '/etc/postgresql/15/main/postgresql.conf',
      'shared_buffers = 24MB',
      'shared_buffers = 24MBytes',
    ),
    twin: editAndRestart('postgres', '/etc/postgresql/15/main/postgresql.conf', 'shared_buffers = 24MB', 'shared_buffers = 32MB'),
    probe: logged(log, /invalid value for parameter "shared_buffers"/, 'PostgreSQL refuses shared_buffers'),
    question: 'The database did not come back after the tuning. Why?',
    facts: { setting: 'shared_buffers', wrong: 'invalid|wrong|unit|24MBytes|bad' },
    evidence: ['invalid value for parameter', '24MBytes'],
  },
  {
    ...base,
    id: 'postgres-wrong-file-mode',
    mechanism: 'wrong-file-mode',
    inject: async (lab) => {
      await lab.sh('chmod 777 /var/lib/postgresql/15/main')
      await restartInVain(lab, 'postgres')
    },
    twin: (lab) => lab.restart('postgres'),
    probe: logged(log, /has invalid permissions/, 'PostgreSQL refuses its data directory'),
    question: 'After a restart the database stays down. Why?',
    facts: { mode: 'permission|mode|0700|chmod', what: 'data ?director|/var/lib/postgresql|postgres|database' },
    evidence: ['has invalid permissions', 'Permissions should be'],
  },
  {
    ...base,
    id: 'orders-wrong-database-host',
    mechanism: 'name-not-resolving',
    entity: 'orders',
    inject: setAndRestart('orders', 'DATABASE_URL', 'postgres://shop:shop-secret@db1.shop.internal:5432/shop'),
    twin: (lab) => lab.restart('orders'),
    probe: logged('/var/log/shop/orders.log', /ENOTFOUND|EAI_AGAIN/, 'db1.shop.internal does not resolve'),
    question: 'orders fails since it was deployed anew. Why?',
    facts: { name: 'db1|ENOTFOUND|EAI_AGAIN|resol|\\bdns\\b|host ?name', who: 'orders|database' },
    forbidden: ['connection refused'],
    evidence: ['getaddrinfo', 'db1.shop.internal'],
  },
  {
    ...base,
    programs: shop,
    id: 'orders-variable-missing',
    mechanism: 'missing-variable',
    entity: 'orders',
    inject: async (lab) => {
      setVariable(lab, 'orders', 'DATABASE_URL', undefined)
      await restartInVain(lab, 'orders')
    },
    twin: (lab) => lab.restart('orders'),
    probe: (lab) => prove(lab.exits('orders') > 1, `orders ended ${lab.exits('orders')} times`),
    question: 'Every call answers 502 since the last rollout of orders. Find the cause.',
    facts: { variable: 'DATABASE_URL', missing: 'not set|missing|unset|removed|undefined' },
    evidence: ['DATABASE_URL is not set'],
  },
]
