import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { allFaults } from '../faults/index.ts'
import { programs } from '../programs/index.ts'
import { groupFile, passwdFile, shadowFile } from '../sandbox/users.ts'
import { createLab } from './create-lab.ts'
import type { Job } from './job.ts'
import { runCase } from './run-case.ts'
import { writeHostFiles } from './host-files.ts'
import { createWatch } from './timing.ts'

/** Runs inside the sandbox: `prepare` makes what all sandboxes share, otherwise the job in /lab/out/job.json is recorded. */
try {
  if (process.argv[2] === 'prepare') await prepare()
  else await record()
  process.exit(0)
} catch (error) {
  writeFileSync('/lab/out/failure.txt', error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exit(1)
}

async function record(): Promise<void> {
  const job = JSON.parse(readFileSync('/lab/out/job.json', 'utf8')) as Job
  const fault = allFaults.find(({ id }) => id === job.fault)
  if (!fault) throw new Error(`No fault "${job.fault}"`)
  const watch = createWatch()
  try {
    await runCase({ ...job, fault, folder: '/lab/out/case', watch })
  } finally {
    writeFileSync('/lab/out/timing.json', JSON.stringify(watch.ended()))
  }
}

/** Users, certificates and databases, once: what packages' own scripts and an operator would have done. */
async function prepare(): Promise<void> {
  const { lab, close } = createLab({ id: 'prepare', seed: 1, amount: 1, programs })
  for (const [file, text] of [
    ['/etc/passwd', passwdFile],
    ['/etc/group', groupFile],
  ] as const)
    lab.write(file, text)
  const { stdout } = await lab.run(['openssl', 'passwd', '-6', '-salt', 'lab', 'correct-horse'])
  lab.write('/etc/shadow', shadowFile(stdout.trim()), { mode: 0o600 })
  writeHostFiles(lab, programs, (name) => programs.find((program) => program.name === name)?.address ?? '')
  await lab.sh(
    'ldconfig; chmod 1777 /tmp; mkdir -p /srv/shop /home/deploy /home/alice; chown deploy:deploy /home/deploy; chown alice:alice /home/alice; ln -sf /usr/bin/mawk /usr/bin/awk; [ -e /usr/bin/awk ] || ln -sf gawk /usr/bin/awk',
  )
  for (const program of programs) {
    if (existsSync(`/var/lib/lab-prepared-${program.name}`)) continue
    await program.prepare?.(lab)
  }
  await close()
  await lab.sh('rm -rf /var/log/*; rm -f /etc/machine-id /etc/hosts')
}
