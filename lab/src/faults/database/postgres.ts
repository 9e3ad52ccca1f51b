import { sql } from '../../programs/postgres.ts'
import type { Fault } from '../fault.ts'
import { queryAs } from '../moves.ts'
import { prove } from '../proofs.ts'
import { shop, shopWithoutCache } from '../stacks.ts'

export const postgresFaults: readonly Fault[] = [
  {
    id: 'postgres-disk-full',
    programs: shop,
    mechanism: 'disk-full',
    entity: 'postgres',
    breaks: ['orders', 'gateway'],
    disks: { '/var/lib/postgresql': 160 },
    inject: (lab) => lab.sh('dd if=/dev/zero of=/var/lib/postgresql/15/base-backup.tar bs=64k 2>/dev/null; true'),
    twin: (lab) => lab.sh('dd if=/dev/zero of=/var/lib/postgresql/15/base-backup.tar bs=1M count=8 2>/dev/null'),
    probe: (lab) => {
      const free = lab.freeBytes('/var/lib/postgresql')
      return prove(free < 65_536, `statfs of /var/lib/postgresql: ${free} bytes free`)
    },
    question: 'Customers cannot check out. What is wrong?',
    facts: {
      full: 'no space left|disk (is )?full|file ?system (is )?full|out of (disk )?space',
      database: 'postgres|database|pg_wal|/var/lib/postgresql',
    },
    forbidden: ['deadlock', 'connection refused'],
    evidence: ['No space left on device', '100%.*/var/lib/postgresql', 'node_filesystem_avail_bytes'],
  },
  {
    id: 'postgres-connection-limit',
    programs: shop,
    mechanism: 'connection-limit',
    entity: 'postgres',
    breaks: ['orders', 'gateway'],
    arrange: (lab) =>
      lab.edit('/etc/postgresql/15/main/postgresql.conf', (text) => text.replace('max_connections = 60', 'max_connections = 20')),
    inject: async (lab) => {
      const report = { user: 'reporting', password: 'report-secret', application: 'nightly-report' }
      const hold = async () => queryAs(lab, 'SELECT pg_sleep(30)', report)
      lab.meanwhile(async (isOver) => {
        while (!isOver()) {
          for (let held = 0; held < 6; held += 1) void hold()
          await lab.sleep(400)
        }
      })
      await lab.sleep(600)
      await sql(lab, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'orders'").catch(() => '')
    },
    probe: async (lab) => {
      const { stderr } = await queryAs(lab, 'SELECT 1')
      return prove(/too many clients|remaining connection slots/.test(stderr), stderr.trim())
    },
    question: 'Orders answers with errors since a moment. Find the root cause.',
    facts: {
      limit: 'too many (clients|connections)|connection slots|max_connections|connection limit',
      database: 'postgres|database',
    },
    forbidden: ['disk full', 'deadlock'],
    evidence: ['too many clients already|remaining connection slots', 'max_connections', 'nightly-report'],
  },
  {
    id: 'postgres-lock-wait',
    programs: shopWithoutCache,
    mechanism: 'lock-wait',
    entity: 'postgres',
    breaks: ['orders', 'gateway'],
    looksLike: 'a slow database',
    inject: (lab) =>
      void queryAs(lab, 'BEGIN; LOCK TABLE products IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(30)', { application: 'migration' }),
    probe: async (lab) => {
      const waiting = Number(
        await sql(lab, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'products'::regclass"),
      )
      return prove(waiting > 0, `${waiting} sessions wait for a lock on products`)
    },
    question: 'The shop hangs: requests time out. Why?',
    facts: { lock: '\\block', database: 'postgres|database|products|transaction' },
    forbidden: ['disk full', 'network'],
    evidence: ['still waiting for', 'AccessExclusiveLock|ACCESS EXCLUSIVE', 'Lock +\\| relation'],
  },
  {
    id: 'postgres-deadlock',
    programs: shopWithoutCache,
    mechanism: 'deadlock',
    entity: 'postgres',
    breaks: ['orders'],
    inject: async (lab) => {
      const pass = (first: string, second: string) =>
        `BEGIN; UPDATE products SET stock = stock + 1 WHERE sku = '${first}'; SELECT pg_sleep(0.2); UPDATE products SET stock = stock + 1 WHERE sku = '${second}'; COMMIT`
      lab.meanwhile(async (isOver) => {
        while (!isOver())
          await Promise.all(
            [sql(lab, pass('sku-1', 'sku-2')), sql(lab, pass('sku-2', 'sku-1'))].map(async (work) => work.catch(() => '')),
          )
      })
      await lab.sleep(100)
    },
    probe: async (lab) => {
      const deadlocks = Number(await sql(lab, "SELECT deadlocks FROM pg_stat_database WHERE datname = 'shop'"))
      return prove(deadlocks > 0, `pg_stat_database counts ${deadlocks} deadlocks`)
    },
    question: 'The stock job fails again and again. What does the database say?',
    facts: { deadlock: 'deadlock' },
    forbidden: ['disk full', 'too many clients'],
    evidence: ['deadlock detected'],
  },
]
