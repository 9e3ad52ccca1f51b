import { expect, test } from 'vitest'
import { isCommandEcho } from './command-echo.ts'

test.each([
  "$ journalctl -k | grep -i 'out of memory'",
  'ops@db-3:/var/log$ grep -c "connection refused" app.log',
  '[root@n1 ~]# dmesg -T | grep -i oom',
  '# kubectl logs api-0 --previous',
  '+ curl -fsS http://127.0.0.1/health',
  "mysql> show status like 'Aborted_connects'",
])('isCommandEcho() takes %s for a command', (text) => expect(isCommandEcho(text)).toBe(true))

test.each(['connection refused', '# disk full since monday', '$5 was refused', 'ERROR: + 3 more errors', 'panic: runtime error'])(
  'isCommandEcho() takes %s for no command',
  (text) => expect(isCommandEcho(text)).toBe(false),
)
