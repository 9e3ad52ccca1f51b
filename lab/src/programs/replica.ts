import { postgresPrograms, psql } from './postgres.ts'
import type { Program } from './program.ts'

const data = '/var/lib/postgresql/15/replica'

/** A streaming replica of the shop's PostgreSQL, copied when it starts. */
export const replica: Program = {
  name: 'replica',
  user: 'postgres',
  address: '10.20.0.20',
  port: 5433,
  hostName: 'db-replica.shop.internal',
  command: () => [
    'sh',
    '-c',
    `${postgresPrograms}/pg_basebackup -h /run/postgresql -D ${data} -R --checkpoint=fast --no-sync && rm -f ${data}/postmaster.pid && exec ${postgresPrograms}/postgres -D ${data} -c data_directory=${data} -c config_file=/etc/postgresql/15/main/postgresql.conf -c port=5433 -c listen_addresses=10.20.0.20`,
  ],
  console: '/var/log/postgresql/postgresql-15-replica.log',
  ready: async (lab) =>
    (
      await lab.run(
        [
          `${postgresPrograms}/psql`,
          '-XAtq',
          '-h',
          '/run/postgresql',
          '-p',
          '5433',
          '-d',
          'shop',
          '-c',
          'SELECT pg_is_in_recovery()',
        ],
        { user: 'postgres' },
      )
    ).stdout.trim() === 't',
  stopSignal: 'SIGINT',
  logs: { 'postgresql-15-replica.log': '/var/log/postgresql/postgresql-15-replica.log' },
  commands: {
    'pg_stat_replication.txt': psql(
      'SELECT application_name, state, sent_lsn, write_lsn, flush_lsn, replay_lsn, pg_wal_lsn_diff(sent_lsn, replay_lsn) AS replay_behind_bytes, replay_lag FROM pg_stat_replication',
      '-x',
    ),
    'replica-state.txt': psql(
      'SELECT pg_is_in_recovery(), pg_is_wal_replay_paused(), now() - pg_last_xact_replay_timestamp() AS behind',
      '-x',
      '-p',
      '5433',
    ),
  },
}
