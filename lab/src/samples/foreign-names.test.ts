import os from 'node:os'
import { expect, test } from 'vitest'
import { foreignNames } from './foreign-names.ts'

test('the lab’s own addresses, users and kernel are no foreign names', () => {
  expect(
    foreignNames(
      '10.20.0.12:3001 127.0.0.1 0.0.0.0:0 /home/deploy/build Linux 6.1.0-28-amd64 PgBouncer 1.18.0 (17.0.21.1+9) /home/deploy/work/shop',
    ),
  ).toEqual([])
})

test('addresses of other networks, paths and kernels of other machines and this machine’s name are told', () => {
  expect(foreignNames('from 192.168.7.3 port 22')).toEqual(['192.168.7.3'])
  expect(foreignNames('/home/jane/.ssh and /root/.cache/x')).toEqual(['/home/jane', '.cache/'])
  expect(foreignNames('Linux version 5.15.0-91-generic')).toEqual(['5.15.0-91-generic'])
  expect(foreignNames(`running on ${os.release()}`)).toContain(os.release())
})
