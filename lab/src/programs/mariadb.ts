import { gauges } from '../recording/exporter.ts'
import type { Lab } from '../runner/lab.ts'
import type { Program } from './program.ts'

const client = ['/usr/bin/mariadb', '-S', '/run/mysqld/mysqld.sock']

/** Runs SQL as the database's root and returns tab-separated rows. @throws {Error} with the client's message */
export async function mariaSql(lab: Lab, text: string, database = 'payments'): Promise<string> {
  const { code, stdout, stderr } = await lab.run([...client, '-N', '-B', '-D', database, '-e', text])
  if (code !== 0) throw new Error(stderr.trim())
  return stdout.trim()
}

const configuration = `[mysqld]
user = mysql
datadir = /var/lib/mysql
socket = /run/mysqld/mysqld.sock
pid-file = /run/mysqld/mysqld.pid
bind-address = 10.20.0.22
port = 3306
max_connections = 40
innodb_buffer_pool_size = 24M
innodb_log_file_size = 8M
innodb_data_file_path = ibdata1:4M:autoextend
innodb_flush_log_at_trx_commit = 2
innodb_lock_wait_timeout = 3
innodb_print_all_deadlocks = ON
log_error = /var/log/mysql/error.log
log_warnings = 4
slow_query_log = ON
slow_query_log_file = /var/log/mysql/slow.log
long_query_time = 0.3
skip-name-resolve
`

export const mariadb: Program = {
  name: 'mariadb',
  user: 'mysql',
  address: '10.20.0.22',
  port: 3306,
  hostName: 'ledger-db.shop.internal',
  prepare: async (lab) => {
    await mariadb.configure?.(lab)
    await lab.sh('mkdir -p /var/lib/mysql && chown mysql:mysql /var/lib/mysql')
    await lab.sh(
      'mariadb-install-db --defaults-file=/etc/mysql/my.cnf --user=mysql --skip-test-db --auth-root-authentication-method=socket',
      { timeoutMs: 120_000 },
    )
    await lab.start('mariadb')
    await mariaSql(lab, 'CREATE DATABASE payments', 'mysql')
    await mariaSql(
      lab,
      `CREATE TABLE charges (id BIGINT AUTO_INCREMENT PRIMARY KEY, order_id BIGINT, amount DECIMAL(10,2), created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP) ENGINE=InnoDB;
       CREATE TABLE accounts (id INT PRIMARY KEY, balance DECIMAL(12,2)) ENGINE=InnoDB;
       INSERT INTO accounts SELECT seq, 1000 FROM seq_1_to_2000;
       INSERT INTO charges (order_id, amount) SELECT seq, seq % 90 FROM seq_1_to_30000;
       CREATE USER 'payments'@'%' IDENTIFIED BY 'ledger-secret'; GRANT SELECT, INSERT, UPDATE ON payments.* TO 'payments'@'%';
       CREATE USER 'batch'@'%' IDENTIFIED BY 'batch-secret'; GRANT ALL ON payments.* TO 'batch'@'%'`,
    )
    await lab.stop('mariadb')
    await lab.sh('rm -f /var/log/mysql/*')
  },
  configure: async (lab) => {
    await lab.sh('mkdir -p /run/mysqld /var/log/mysql && chown mysql:mysql /run/mysqld /var/log/mysql')
    lab.write('/etc/mysql/my.cnf', configuration)
  },
  command: () => ['/usr/sbin/mariadbd', '--defaults-file=/etc/mysql/my.cnf'],
  ready: async (lab) => (await mariaSql(lab, 'SELECT 1', 'mysql')) === '1',
  logs: { 'mariadb-error.log': '/var/log/mysql/error.log', 'mariadb-slow.log': '/var/log/mysql/slow.log' },
  configuration: { 'my.cnf': '/etc/mysql/my.cnf' },
  commands: {
    'processlist.txt': [...client, '-t', '-e', 'SHOW FULL PROCESSLIST'],
    'innodb-status.txt': [...client, '-e', 'SHOW ENGINE INNODB STATUS\\G'],
  },
  metrics: async (lab) => {
    const rows = await mariaSql(lab, 'SHOW GLOBAL STATUS', 'mysql')
    const value = (name: string) => Number(new RegExp(`^${name}\\t(\\d+)`, 'm').exec(rows)?.[1])
    return gauges({
      mysql_global_status_threads_connected: value('Threads_connected'),
      mysql_global_status_threads_running: value('Threads_running'),
      mysql_global_status_queries_total: value('Queries'),
      mysql_global_status_slow_queries_total: value('Slow_queries'),
      mysql_global_status_connection_errors_total: value('Connection_errors_max_connections'),
      mysql_global_status_innodb_row_lock_current_waits: value('Innodb_row_lock_current_waits'),
      mysql_global_status_innodb_deadlocks_total: value('Innodb_deadlocks'),
      mysql_global_status_aborted_connects_total: value('Aborted_connects'),
    })
  },
  queries: {
    'mysql-threads': '{__name__=~"mysql_global_status_threads_.*"}',
    'mysql-queries': 'rate(mysql_global_status_queries_total[4s])',
    'mysql-row-lock-waits': 'mysql_global_status_innodb_row_lock_current_waits',
  },
}
