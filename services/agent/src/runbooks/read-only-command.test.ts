import { expect, test } from 'vitest'
import { isReadOnlyCommand } from './read-only-command.ts'

test.each([
  'df -h',
  'sudo journalctl -u nginx',
  'kubectl get pods -n payments',
  'kubectl -n payments describe pod x',
  'kubectl logs x | grep -i error | sort | uniq -c',
  'systemctl status nginx && free -m',
  '# look first',
])('%s only looks', (command) => {
  expect(isReadOnlyCommand(command)).toBe(true)
})

test.each([
  'rm -rf /var/log/old',
  'kubectl delete pod x',
  'kubectl --force delete get',
  'kubectl exec x -- get',
  'kubectl',
  'df -h > /etc/passwd',
  'echo $(reboot)',
  'cat `which reboot`',
  'df -h; reboot',
  'df -h & reboot',
  'ls || systemctl restart nginx',
  'dmesg -C',
  'journalctl --vacuum-size=1M',
  'sort -o a b',
  'FOO=1 df',
  '--force',
  'some-tool --list',
  'constructor',
])('%s may change something', (command) => {
  expect(isReadOnlyCommand(command)).toBe(false)
})
