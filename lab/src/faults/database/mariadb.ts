import { mariaSql } from '../../programs/mariadb.ts'
import type { Fault } from '../fault.ts'
import { editAndRestart, editInVain, fillDisk, keepDoing, mariaAs, setAndRestart } from '../moves.ts'
import { logged, prove } from '../proofs.ts'
import { shopWithLedger } from '../stacks.ts'

const base = { programs: shopWithLedger, entity: 'mariadb', breaks: ['payments', 'orders', 'gateway'] } as const

const payments = { user: 'payments', password: 'ledger-secret' }

export const mariadbFaults: readonly Fault[] = [
  {
    ...base,
    id: 'mariadb-table-lock',
    mechanism: 'lock-wait',
    looksLike: 'a slow network',
    inject: (lab) => void mariaAs(lab, 'LOCK TABLES charges WRITE; SELECT SLEEP(30)'),
    probe: async (lab) => {
      const list = await mariaSql(lab, 'SHOW PROCESSLIST')
      return prove(
        /Waiting for table metadata lock|Waiting for table level lock/.test(list),
        list.split('\n').find((line) => /Waiting/.test(line)) ?? 'nobody waits',
      )
    },
    question: 'Payments time out since a minute. Where does it hang?',
    facts: { lock: '\\block', who: 'mariadb|mysql|charges|database|ledger' },
    forbidden: ['disk full'],
    evidence: ['Waiting for table', 'LOCK TABLES'],
  },
  {
    ...base,
    id: 'mariadb-deadlock',
    mechanism: 'deadlock',
    breaks: [],
    inject: (lab) => {
      const pass = (first: number, second: number) => async () =>
        mariaAs(
          lab,
          `BEGIN; UPDATE accounts SET balance = balance + 1 WHERE id = ${first}; SELECT SLEEP(0.1); UPDATE accounts SET balance = balance - 1 WHERE id = ${second}; COMMIT`,
        )
      keepDoing(lab, pass(1, 2))
      keepDoing(lab, pass(2, 1))
    },
    probe: async (lab) => {
      const count = Number((await mariaSql(lab, "SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")).split('\t')[1])
      return prove(count > 0, `Innodb_deadlocks is ${count}`)
    },
    question: 'The nightly booking of accounts fails now and then. Why?',
    facts: { deadlock: 'deadlock' },
    evidence: ['deadlock'],
  },
  {
    ...base,
    id: 'mariadb-connection-limit',
    mechanism: 'connection-limit',
    inject: async (lab) => {
      await mariaSql(lab, 'SET GLOBAL max_connections = 10')
      for (let held = 0; held < 12; held += 1) void mariaAs(lab, 'SELECT SLEEP(25)')
      keepDoing(lab, async () => mariaAs(lab, 'SELECT SLEEP(20)'))
      await lab.sleep(300)
      await lab.restart('payments')
    },
    twin: (lab) => lab.restart('payments'),
    probe: async (lab) => {
      const { stderr } = await mariaAs(lab, 'SELECT 1', payments)
      return prove(/Too many connections/.test(stderr), stderr.trim() || 'a connection was given')
    },
    question: 'Payments cannot be booked. What is the cause?',
    facts: { limit: 'too many connections|max_connections|connection limit', who: 'mariadb|mysql|database|ledger' },
    evidence: ['Too many connections'],
  },
  {
    ...base,
    id: 'mariadb-wrong-password',
    mechanism: 'wrong-password',
    entity: 'payments',
    inject: setAndRestart('payments', 'MYSQL_PASSWORD', 'ledger-secret-2026'),
    twin: (lab) => lab.restart('payments'),
    probe: logged('/var/log/shop/payments.log', /Access denied for user/, 'payments is denied access'),
    question: 'Since the secrets were rotated no payment goes through. Why?',
    facts: { denied: 'access denied|password|credential|authentication', who: 'payments' },
    forbidden: ['connection refused'],
    evidence: ['Access denied for user'],
  },
  {
    ...base,
    id: 'mariadb-missing-grant',
    mechanism: 'missing-grant',
    inject: async (lab) => {
      await mariaSql(lab, "REVOKE INSERT ON payments.* FROM 'payments'@'%'")
      await lab.restart('payments')
    },
    twin: (lab) => lab.restart('payments'),
    probe: async (lab) => {
      const { stderr } = await mariaAs(lab, 'INSERT INTO charges (order_id, amount) VALUES (1, 1)', payments)
      return prove(/command denied/.test(stderr), stderr.trim() || 'the insert was done')
    },
    question: 'Payments fail since the database team cleaned up. What is missing?',
    facts: { grant: 'grant|privilege|permission|denied', what: 'insert|charges' },
    evidence: ['INSERT command denied'],
  },
  {
    ...base,
    id: 'mariadb-disk-full',
    mechanism: 'disk-full',
    disks: { '/var/lib/mysql': 140 },
    inject: async (lab) => {
      await fillDisk(lab, '/var/lib/mysql', 'dump.sql')
      keepDoing(lab, async () => mariaSql(lab, 'CREATE TABLE IF NOT EXISTS archive_new AS SELECT * FROM charges'), 400)
    },
    probe: (lab) =>
      prove(lab.freeBytes('/var/lib/mysql') < 200_000, `${lab.freeBytes('/var/lib/mysql')} bytes free under /var/lib/mysql`),
    question: 'The archive job of the ledger database fails. Why?',
    facts: { full: 'no space left|disk (is )?full|file ?system (is )?full|table .{0,40}is full|out of (disk )?space|100 ?%' },
    evidence: ['No space left|is full|Disk full|100% /var/lib/mysql'],
  },
  {
    ...base,
    id: 'mariadb-unknown-setting',
    mechanism: 'bad-configuration',
    inject: editInVain('mariadb', '/etc/mysql/my.cnf', 'skip-name-resolve', 'skip-name-resolve\nquery_cache_sized = 16M'),
    twin: editAndRestart('mariadb', '/etc/mysql/my.cnf', 'max_connections = 40', 'max_connections = 50'),
    probe: logged('/var/log/mysql/error.log', /unknown variable/, 'mariadbd refuses to start over an unknown variable'),
    question: 'The ledger database does not come up after a change. Why?',
    facts: { what: 'query_cache_sized|unknown (variable|option|setting|key)' },
    evidence: ['unknown variable', 'query_cache_sized'],
  },
  {
    ...base,
    id: 'mariadb-killed',
    mechanism: 'crash',
    inject: (lab) => lab.stop('mariadb', 'SIGKILL'),
    twin: (lab) => lab.restart('mariadb'),
    probe: async (lab) => {
      const { stderr } = await mariaAs(lab, 'SELECT 1', payments)
      return prove(/Can't connect|refused/i.test(stderr), stderr.trim() || 'it answers')
    },
    question: 'Checkout fails. What is the root cause?',
    facts: { refused: 'refus|not listening|is down|not running|lost|closed', who: 'mariadb|mysql|3306|ledger|database' },
    evidence: ['ECONNREFUSED', 'Connection lost'],
  },
  {
    ...base,
    id: 'mariadb-metadata-lock',
    mechanism: 'lock-wait',
    looksLike: 'a slow disk',
    inject: async (lab) => {
      void mariaAs(lab, 'BEGIN; SELECT * FROM charges LIMIT 1; SELECT SLEEP(30)')
      await lab.sleep(200)
      void mariaAs(lab, 'ALTER TABLE charges ADD COLUMN note VARCHAR(40)')
    },
    probe: async (lab) => {
      const list = await mariaSql(lab, 'SHOW PROCESSLIST')
      return prove(
        /Waiting for table metadata lock/.test(list) && /ALTER TABLE/.test(list),
        'ALTER TABLE waits for a metadata lock and others behind it',
      )
    },
    question: 'During the migration all payments hang. Why?',
    facts: { lock: 'metadata lock|\\block', what: 'alter table|charges|migration' },
    evidence: ['Waiting for table metadata lock', 'ALTER TABLE'],
  },
  {
    ...base,
    id: 'mariadb-read-only',
    mechanism: 'read-only',
    inject: (lab) => mariaSql(lab, 'SET GLOBAL read_only = ON'),
    probe: async (lab) => {
      const { stderr } = await mariaAs(lab, 'INSERT INTO charges (order_id, amount) VALUES (1, 1)', payments)
      return prove(/read-only/.test(stderr), stderr.trim() || 'the insert was done')
    },
    question: 'Nothing can be paid after the failover of the ledger database. Why?',
    facts: { readOnly: 'read[- _]?only' },
    evidence: ['--read-only', 'read_only'],
  },
]
