import { readFileSync } from 'node:fs'
import { ask } from '../../programs/http.ts'
import { psql, sql } from '../../programs/postgres.ts'
import { deploy } from '../../programs/shop.ts'
import type { Fault } from '../fault.ts'
import { holdSession, keepDoing, queryAs, relaunch } from '../moves.ts'
import { logged, prove } from '../proofs.ts'
import { shopWithoutCache } from '../stacks.ts'

const base = { programs: shopWithoutCache, entity: 'postgres', breaks: ['orders', 'gateway'] } as const
const log = '/var/log/postgresql/postgresql-15-main.log'
const configuration = '/etc/postgresql/15/main/postgresql.conf'

/** Faults of work: locks, plans, vacuum, memory, replication. */
export const postgresLoadFaults: readonly Fault[] = [
  {
    ...base,
    id: 'postgres-idle-in-transaction',
    mechanism: 'lock-wait',
    looksLike: 'a slow database',
    inject: (lab) => holdSession(lab, 'BEGIN; UPDATE products SET stock = stock + 1;', 'stock-import'),
    probe: async (lab) => {
      const count = Number(
        await sql(
          lab,
          "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND application_name = 'stock-import'",
        ),
      )
      return prove(count > 0, `${count} session is idle in transaction and holds row locks`)
    },
    question: 'Browsing works but checkout hangs. Why?',
    facts: { lock: '\\block|idle in transaction|open transaction|uncommitted' },
    evidence: ['idle in transaction', 'still waiting for ShareLock', 'stock-import'],
  },
  {
    ...base,
    id: 'postgres-missing-index',
    mechanism: 'missing-index',
    looksLike: 'too little processor',
    arrange: (lab) =>
      lab.edit(configuration, (text) => text.replace('log_min_duration_statement = 250', 'log_min_duration_statement = 40')),
    request: async ({ random }) =>
      void (await ask(`http://10.20.0.5/api/${random() < 0.6 ? 'report' : `products/sku-${1 + Math.floor(random() * 300)}`}`)),
    inject: async (lab) => {
      await sql(
        lab,
        "INSERT INTO orders (customer_id, sku, quantity) SELECT n % 5000, 'sku-1', 1 FROM generate_series(1, 400000) n; ANALYZE orders; DROP INDEX orders_customer",
      )
    },
    twin: (lab) =>
      sql(
        lab,
        "INSERT INTO orders (customer_id, sku, quantity) SELECT n % 5000, 'sku-1', 1 FROM generate_series(1, 4000) n; ANALYZE orders",
      ),
    probe: async (lab) => {
      const plan = await sql(lab, 'EXPLAIN SELECT count(*) FROM orders WHERE customer_id = 7')
      return prove(
        /Seq Scan/.test(plan),
        plan
          .split('\n')
          .find((line) => /Scan/.test(line))
          ?.trim() ?? plan,
      )
    },
    seconds: 10,
    question: 'Reports became slow after the migration. What is the cause?',
    facts: { index: 'index|seq(uential)?[ _]scan|full (table )?scan', what: 'orders|customer_id|report' },
    evidence: ['duration: .*customer_id', 'seq_scan', 'pg_stat_database_tup_returned'],
  },
  {
    ...base,
    id: 'postgres-table-bloat',
    mechanism: 'bloat',
    arrange: (lab) => lab.edit(configuration, (text) => text.replace('autovacuum_naptime = 5s', 'autovacuum = off')),
    inject: (lab) => keepDoing(lab, async () => sql(lab, 'UPDATE orders SET quantity = quantity WHERE id < 30000'), 50),
    twin: (lab) => sql(lab, 'UPDATE orders SET quantity = quantity WHERE id < 300'),
    probe: async (lab) => {
      const dead = Number(await sql(lab, "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'orders'"))
      return prove(dead > 50_000, `${dead} dead rows in orders`)
    },
    question: 'The database grows although the shop sells as always. Why?',
    facts: { bloat: 'dead (row|tuple)|bloat|vacuum' },
    evidence: ['autovacuum = off', 'n_dead_tup', 'orders +\\|'],
  },
  {
    ...base,
    id: 'postgres-backend-killed',
    mechanism: 'crash',
    inject: (lab) => {
      const kill = async () => lab.sh('kill -9 $(pgrep -f "postgres: shop shop" | head -1)')
      keepDoing(lab, kill, 2500)
    },
    twin: (lab) => sql(lab, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'orders' LIMIT 1"),
    probe: logged(log, /was terminated by signal 9/, 'server processes were killed by signal 9'),
    question: 'All database connections break every few seconds. Why?',
    facts: { crash: 'signal 9|killed|crash|terminated', recovery: 'postgres|database|server process|recover|restart' },
    evidence: ['terminated by signal 9', 'recovery mode', 'crash of another server process'],
  },
  {
    ...base,
    id: 'postgres-oom-killed',
    mechanism: 'oom-kill',
    kernelLog: true,
    inject: (lab) => {
      lab.limit('postgres', { memoryBytes: 130e6 })
      const heavy =
        "SET work_mem = '900MB'; SELECT count(*) FROM (SELECT DISTINCT repeat(md5(n::text), 30) FROM generate_series(1, 900000) n) s"
      keepDoing(lab, async () => queryAs(lab, heavy, { application: 'nightly-report' }), 500)
    },
    probe: logged(log, /was terminated by signal 9/, 'the kernel killed a server process over its memory limit'),
    seconds: 10,
    question: 'The database restarts by itself at report time. Why?',
    facts: { memory: 'out of memory|\\boom|memory' },
    evidence: ['Memory cgroup out of memory', 'oom-kill', 'terminated by signal 9'],
  },
  {
    ...base,
    id: 'postgres-bad-query',
    mechanism: 'bad-query',
    looksLike: 'too many customers',
    inject: (lab) => {
      const query =
        'SELECT a.sku, count(*), max(b.id) FROM orders a JOIN orders b ON a.sku = b.sku GROUP BY a.sku ORDER BY random()'
      const dashboard = { user: 'reporting', password: 'report-secret', application: 'dashboard' }
      for (let session = 0; session < 2; session += 1)
        keepDoing(lab, async () => queryAs(lab, `SET statement_timeout = 3000; ${query}`, dashboard))
    },
    arrange: async (lab) => {
      await lab.start('postgres')
      await sql(lab, 'GRANT SELECT ON orders TO reporting')
      await lab.stop('postgres')
      await lab.sh(`: > ${log}`)
    },
    probe: async (lab) => {
      const running = Number(
        await sql(lab, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dashboard' AND state = 'active'"),
      )
      return prove(running > 0, `${running} dashboard queries run`)
    },
    question: 'The database machine is busy and the shop slower than usual. Who does that?',
    facts: { query: 'quer(y|ies)|statement|join', who: 'dashboard|reporting|orders a|statement timeout' },
    evidence: ['statement timeout', 'dashboard', 'JOIN orders b'],
  },
  {
    ...base,
    id: 'orders-connection-leak',
    mechanism: 'pool-limit',
    entity: 'orders',
    breaks: ['gateway'],
    inject: async (lab) => {
      await deploy(lab, 'orders', 'connection-leak')
      await lab.restart('orders')
      await sql(lab, 'UPDATE products SET stock = 0')
    },
    twin: (lab) => sql(lab, "UPDATE products SET stock = 0 WHERE sku = 'sku-299'"),
    probe: async () => {
      const { text } = await ask('http://10.20.0.12:3001/metrics')
      const waiting = Number(/^pg_pool_waiting (\d+)/m.exec(text)?.[1])
      return prove(waiting > 0, `${waiting} requests wait for a connection of the pool`)
    },
    question: 'After a while orders answers nothing but errors; a restart helps for a moment. Why?',
    facts: { pool: 'pool|connections? (leak|not (released|returned))|timeout exceeded when trying to connect' },
    forbidden: ['disk full', 'too many clients'],
    evidence: ['timeout exceeded when trying to connect', 'pg_pool_waiting'],
  },
  {
    ...base,
    id: 'postgres-archiving-fails',
    mechanism: 'archive-failure',
    breaks: [],
    arrange: (lab) =>
      lab.edit(
        configuration,
        (text) => `${text}archive_mode = on\narchive_command = 'mkdir -p /srv/archive && cp %p /srv/archive/%f'\n`,
      ),
    inject: async (lab) => {
      lab.edit(configuration, (text) => text.replace('mkdir -p /srv/archive && cp %p', 'cp %p'))
      await sql(lab, 'SELECT pg_reload_conf()')
      await sql(lab, 'SELECT pg_switch_wal()')
      keepDoing(lab, async () => sql(lab, 'SELECT pg_switch_wal()'), 1000)
    },
    twin: (lab) => sql(lab, 'SELECT pg_reload_conf()'),
    probe: async (lab) => {
      const failed = Number(await sql(lab, 'SELECT failed_count FROM pg_stat_archiver'))
      return prove(failed > 0, `${failed} archive commands failed`)
    },
    question: 'The directory pg_wal grows and grows. Why?',
    facts: { archive: 'archiv' },
    evidence: ['archive command failed', 'archive_command'],
  },
  {
    id: 'replica-behind',
    programs: ['postgres', 'replica', 'payments', 'orders', 'gateway'],
    entity: 'replica',
    breaks: [],
    mechanism: 'replica-behind',
    looksLike: 'a slow network',
    inject: async (lab) => {
      await lab.run(psql('SELECT pg_wal_replay_pause()', '-p', '5433'))
      await sql(lab, 'UPDATE orders SET quantity = quantity WHERE id < 20000')
    },
    twin: (lab) => sql(lab, 'UPDATE orders SET quantity = quantity WHERE id < 20000'),
    probe: async (lab) => {
      const behind = Number(await sql(lab, 'SELECT pg_wal_lsn_diff(sent_lsn, replay_lsn) FROM pg_stat_replication'))
      return prove(behind > 500_000, `the replica has ${behind} bytes to replay`)
    },
    question: 'The reports on the replica are old. Why?',
    facts: { behind: 'behind|lag|paused|not (being )?(replay|appli)|replay' },
    evidence: ['recovery has paused', 'replay_behind_bytes', 'pg_is_wal_replay_paused *\\| t'],
  },
  {
    id: 'pgbouncer-pool-exhausted',
    programs: ['postgres', 'pgbouncer', 'payments', 'orders', 'gateway'],
    entity: 'pgbouncer',
    breaks: ['orders', 'gateway'],
    mechanism: 'pool-limit',
    looksLike: 'a database that is down',
    inject: async (lab) => {
      lab.edit('/etc/pgbouncer/pgbouncer.ini', (text) => text.replace('default_pool_size = 8', 'default_pool_size = 1'))
      await lab.restart('pgbouncer')
      const sleep = ['psql', 'postgres://shop:shop-secret@10.20.0.29:6432/shop', '-c', 'SELECT pg_sleep(20)']
      void lab.run(sleep, { timeoutMs: 25_000 })
    },
    twin: (lab) => lab.restart('pgbouncer'),
    probe: () => {
      const times = readFileSync('/var/log/pgbouncer.log', 'utf8').match(/query_wait_timeout/g)?.length ?? 0
      return prove(times > 1, `${times} clients were cut off by query_wait_timeout`)
    },
    question: 'orders gets no answers from its database though the database is idle. Why?',
    facts: { pool: 'pool|query_wait_timeout|pgbouncer' },
    evidence: ['query_wait_timeout', 'default_pool_size = 1$'],
  },
  {
    id: 'pgbouncer-wrong-password',
    programs: ['postgres', 'pgbouncer', 'payments', 'orders', 'gateway'],
    entity: 'pgbouncer',
    breaks: ['orders', 'gateway'],
    mechanism: 'wrong-password',
    inject: async (lab) => {
      lab.write('/etc/pgbouncer/userlist.txt', '"shop" "shop-secret-old"\n')
      await relaunch(lab, 'pgbouncer')
    },
    twin: (lab) => lab.restart('pgbouncer'),
    probe: () =>
      prove(
        /password authentication failed|SASL authentication failed/.test(readFileSync('/var/log/pgbouncer.log', 'utf8')),
        'pgbouncer rejects the login of shop',
      ),
    question: 'Nothing works since the connection pooler was restarted. Why?',
    facts: { password: 'password|authentication|credential|userlist' },
    evidence: ['authentication failed'],
  },
]
