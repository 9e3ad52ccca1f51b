import type { Program } from './program.ts'

export const pgbouncer: Program = {
  name: 'pgbouncer',
  user: 'postgres',
  address: '10.20.0.29',
  port: 6432,
  hostName: 'pool.shop.internal',
  configure: async (lab) => {
    await lab.sh('mkdir -p /run/pgbouncer && chown postgres:postgres /run/pgbouncer')
    lab.write('/etc/pgbouncer/userlist.txt', '"shop" "shop-secret"\n', { user: 'postgres', mode: 0o640 })
    lab.write(
      '/etc/pgbouncer/pgbouncer.ini',
      `[databases]
shop = host=10.20.0.21 port=5432 dbname=shop

[pgbouncer]
listen_addr = 10.20.0.29
listen_port = 6432
unix_socket_dir = /run/pgbouncer
auth_type = scram-sha-256
auth_file = /etc/pgbouncer/userlist.txt
admin_users = shop
stats_users = shop
pool_mode = transaction
max_client_conn = 100
default_pool_size = 8
query_wait_timeout = 2
stats_period = 2
ignore_startup_parameters = extra_float_digits
`,
    )
  },
  command: () => ['/usr/sbin/pgbouncer', '/etc/pgbouncer/pgbouncer.ini'],
  console: '/var/log/pgbouncer.log',
  ready: async (lab) =>
    (await lab.run(['/usr/lib/postgresql/15/bin/psql', 'postgres://shop:shop-secret@10.20.0.29:6432/shop', '-c', 'SELECT 1']))
      .code === 0,
  stopSignal: 'SIGTERM',
  logs: { 'pgbouncer.log': '/var/log/pgbouncer.log' },
  configuration: { 'pgbouncer.ini': '/etc/pgbouncer/pgbouncer.ini' },
  commands: {
    'pgbouncer-pools.txt': [
      '/usr/lib/postgresql/15/bin/psql',
      'postgres://shop:shop-secret@10.20.0.29:6432/pgbouncer',
      '-c',
      'SHOW POOLS',
    ],
  },
}
