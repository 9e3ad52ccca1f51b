import { gauges } from '../recording/exporter.ts'
import type { Lab } from '../runner/lab.ts'
import { asUser } from '../runner/run-command.ts'
import type { Program } from './program.ts'

const data = '/var/lib/postgresql/15/main'
/** Folder of PostgreSQL's programs. */
export const postgresPrograms = '/usr/lib/postgresql/15/bin'
const etc = '/etc/postgresql/15/main'

/** Runs SQL as the superuser and returns the rows as text, fields divided by "|". @throws {Error} with psql's message */
export async function sql(lab: Lab, text: string, database = 'shop'): Promise<string> {
  const command = [
    `${postgresPrograms}/psql`,
    '-XAtq',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    '/run/postgresql',
    '-d',
    database,
    '-c',
    text,
  ]
  const { code, stdout, stderr } = await lab.run(command, { user: 'postgres' })
  if (code !== 0) throw new Error(stderr.trim())
  return stdout.trim()
}

const configuration = `# PostgreSQL 15
data_directory = '${data}'
hba_file = '${etc}/pg_hba.conf'
ident_file = '${etc}/pg_ident.conf'
listen_addresses = '10.20.0.21'
port = 5432
unix_socket_directories = '/run/postgresql'
max_connections = 60
shared_buffers = 24MB
work_mem = 4MB
fsync = on
synchronous_commit = off
max_wal_size = 64MB
min_wal_size = 32MB
deadlock_timeout = 500ms
log_line_prefix = '%m [%p] %q%u@%d '
log_timezone = 'Etc/UTC'
log_checkpoints = on
log_connections = off
log_lock_waits = on
log_min_duration_statement = 250
log_autovacuum_min_duration = 0
log_temp_files = 0
autovacuum_naptime = 5s
`

export const postgres: Program = {
  name: 'postgres',
  user: 'postgres',
  address: '10.20.0.21',
  port: 5432,
  hostName: 'db.shop.internal',
  prepare: async (lab) => {
    await lab.sh(
      `mkdir -p ${data} ${etc} /run/postgresql && chown -R postgres:postgres /var/lib/postgresql /etc/postgresql /run/postgresql && chmod 700 ${data}`,
    )
    await lab.sh(
      `${postgresPrograms}/initdb -D ${data} --no-sync -E UTF8 --locale=C.UTF-8 --auth-local=peer --auth-host=scram-sha-256`,
      {
        user: 'postgres',
        timeoutMs: 60_000,
      },
    )
    await postgres.configure?.(lab)
    await lab.start('postgres')
    await sql(lab, 'CREATE DATABASE shop', 'postgres')
    await sql(
      lab,
      `CREATE ROLE shop LOGIN PASSWORD 'shop-secret'; CREATE ROLE reporting LOGIN PASSWORD 'report-secret'; GRANT ALL ON SCHEMA public TO shop`,
    )
    await sql(
      lab,
      `SET ROLE shop; CREATE TABLE products (sku text PRIMARY KEY, title text, price numeric, stock int);
       CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id int, sku text, quantity int, placed_at timestamptz DEFAULT now());
       CREATE INDEX orders_customer ON orders (customer_id);
       CREATE TABLE audit_log (id bigserial PRIMARY KEY, note text);
       INSERT INTO products SELECT 'sku-' || n, 'Product ' || n, 5 + n % 60, 1000000 FROM generate_series(1, 300) n;
       INSERT INTO orders (customer_id, sku, quantity, placed_at)
         SELECT n % 5000, 'sku-' || (1 + n % 300), 1, now() - n * interval '1 minute' FROM generate_series(1, 60000) n`,
    )
    await sql(lab, 'ANALYZE')
    await lab.stop('postgres', 'SIGINT')
    await lab.sh('rm -f /var/log/postgresql/*')
  },
  configure: (lab) => {
    lab.write(`${etc}/postgresql.conf`, configuration, { user: 'postgres' })
    lab.write(`${etc}/pg_hba.conf`, 'local all all peer\nlocal replication all peer\nhost all all 10.20.0.0/16 scram-sha-256\n', {
      user: 'postgres',
    })
    lab.write(`${etc}/pg_ident.conf`, '', { user: 'postgres' })
    return lab.sh('mkdir -p /run/postgresql /var/log/postgresql && chown postgres:postgres /run/postgresql /var/log/postgresql')
  },
  command: () => [`${postgresPrograms}/postgres`, '-c', `config_file=${etc}/postgresql.conf`],
  console: '/var/log/postgresql/postgresql-15-main.log',
  ready: async (lab) => (await sql(lab, 'SELECT 1', 'postgres')) === '1',
  stopSignal: 'SIGINT',
  logs: { 'postgresql-15-main.log': '/var/log/postgresql/postgresql-15-main.log' },
  configuration: { 'postgresql.conf': `${etc}/postgresql.conf`, 'pg_hba.conf': `${etc}/pg_hba.conf` },
  commands: {
    'pg_stat_activity.txt': psql(
      "SELECT pid, usename, application_name, state, wait_event_type, wait_event, now() - xact_start AS xact_age, left(query, 90) AS query FROM pg_stat_activity WHERE backend_type = 'client backend'",
    ),
    'pg_stat_user_tables.txt': psql(
      'SELECT relname, seq_scan, idx_scan, n_live_tup, n_dead_tup, pg_size_pretty(pg_total_relation_size(relid)) AS size, last_autovacuum FROM pg_stat_user_tables',
    ),
  },
  metrics: async (lab) => {
    const row = await sql(
      lab,
      `SELECT numbackends, xact_commit, xact_rollback, blks_read, blks_hit, deadlocks, tup_returned, temp_bytes,
       (SELECT count(*) FROM pg_locks WHERE NOT granted), (SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend'),
       (SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'), current_setting('max_connections'), pg_database_size('shop'),
       (SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM pg_stat_activity WHERE backend_type = 'client backend'),
       (SELECT coalesce(sum(n_dead_tup), 0) FROM pg_stat_user_tables)
       FROM pg_stat_database WHERE datname = 'shop'`,
    )
    const value = row.split('|').map(Number)
    const names =
      'pg_stat_database_numbackends pg_stat_database_xact_commit_total pg_stat_database_xact_rollback_total pg_stat_database_blks_read_total pg_stat_database_blks_hit_total pg_stat_database_deadlocks_total pg_stat_database_tup_returned_total pg_stat_database_temp_bytes_total pg_locks_waiting pg_stat_activity_count{state="active"} pg_stat_activity_count{state="idle_in_transaction"} pg_settings_max_connections pg_database_size_bytes pg_stat_activity_max_tx_duration pg_stat_user_tables_n_dead_tup'.split(
        ' ',
      )
    return gauges(Object.fromEntries(names.map((name, index) => [name, value[index]])))
  },
  queries: {
    'pg-connections':
      '{__name__=~"pg_stat_database_numbackends|pg_settings_max_connections|pg_locks_waiting|pg_stat_activity_count"}',
    'pg-transactions': 'rate(pg_stat_database_xact_commit_total[4s])',
    'pg-rollbacks': 'rate(pg_stat_database_xact_rollback_total[4s])',
    'pg-tuples-returned': 'rate(pg_stat_database_tup_returned_total[4s])',
    'pg-dead-tuples': 'pg_stat_user_tables_n_dead_tup',
  },
}

/** A command that prints the answer to a query as the superuser: a table, or a row a field with `-x` among the options. */
export function psql(text: string, ...options: readonly string[]): readonly string[] {
  return asUser([`${postgresPrograms}/psql`, '-X', ...options, '-h', '/run/postgresql', '-d', 'shop', '-c', text], 'postgres')
}
