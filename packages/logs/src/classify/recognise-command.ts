import type { ContentClass, Head } from './content-kind.ts'

// First lines of what commands print. Headings of columns are the commands' own and do not depend on the machine.
const STARTS: readonly (readonly [RegExp, string])[] = [
  [/^Filesystem\s{1,60}\S{1,20}\s{1,60}Used\b.{0,80}\bMounted on/, 'df'],
  [/^\s{1,20}total\s{1,20}used\s{1,20}free\b/, 'free'],
  [/^(?:USER|UID)\s{1,20}PID\b|^\s{0,10}PID\s{1,20}(?:TTY|USER|PPID)\b/, 'ps'],
  [/^top - \d\d:\d\d:\d\d up /, 'top'],
  [/^(?:Netid|State)\s{1,20}(?:State|Recv-Q)\b|^Proto\s{1,20}Recv-Q|^Active Internet connections/, 'sockets'],
  [/^[●○×↻*]\s[\w@.\\-]{1,200}\.(?:service|timer|socket|mount|target|slice|path|scope)\b/u, 'systemctl-status'],
  [/^\s{0,4}UNIT\s{1,80}LOAD\s{1,20}ACTIVE\b/, 'systemctl'],
  [/^procs\s-{3,}memory|^\s{0,4}r\s{1,6}b\s{1,6}swpd\b/, 'vmstat'],
  [/^(?:avg-cpu:|Device\s{1,40}(?:tps|r\/s))|^Linux \S{1,80} \(\S{1,80}\)\s{1,20}\d\d\/\d\d\/\d{2,4}/, 'iostat'],
  [/^COMMAND\s{1,20}PID\b/, 'lsof'],
  [/^NAME\s{1,20}(?:MAJ:MIN|FSTYPE)\b/, 'lsblk'],
  [/^\d{1,4}: [\w.@-]{1,40}: <[A-Z_,-]{1,200}> mtu /, 'ip'],
  [/^CONTAINER ID\s{1,20}|^REPOSITORY\s{1,20}TAG\b/, 'docker'],
  [/^;; (?:->>HEADER|global options)|^; <<>> DiG /, 'dig'],
  [/^PING \S{1,255} \(/, 'ping'],
  [/^traceroute to \S/, 'traceroute'],
  [/^\*   Trying |^[<>*] (?:HTTP\/|GET |Host:)/, 'curl'],
  [/^CONNECTED\(\d{1,8}\)|^Certificate:$/, 'openssl'],
  [/^\s{0,2}\d\d:\d\d:\d\d up .{1,60}load average:/, 'uptime'],
  [/^GROUP\s{1,60}TOPIC\s{1,60}PARTITION\b/, 'kafka-groups'],
]
const HEADINGS =
  /^(?:[A-Z][A-Z0-9_%()/.:-]{1,40}(?: [A-Z][A-Z0-9_%()/.:-]{0,30}){0,3})(?: {2,80}[A-Z%#][A-Z0-9_%()/.:-]{0,40}(?: [A-Z0-9][A-Z0-9_%()/.:-]{0,30}){0,3}){1,20}\s{0,80}$/
const PROMPT =
  /^(?:[\w.@~:/\\ [\]-]{0,80})?[$#>] (?:sudo )?(?:kubectl|oc|docker|podman|helm|systemctl|journalctl|df|free|ps|ss|netstat|top|dmesg|uname|ip|cat|ls|curl|dig|ping|psql|redis-cli|mongo|du|lsof|uptime|crictl|etcdctl|openssl)\b/
const DESCRIBE =
  /^(?:Name|Namespace|Labels|Annotations|Status|Events|Conditions|Containers|Node|Controlled By|Roles|Type|Selector|Replicas|IP|Start Time|Priority):(?:\s|$)/

/** What a command printed: tables with headings in capitals, descriptions, status pages, transcripts of a shell. */
export function recogniseCommand({ filled }: Head): ContentClass | undefined {
  const [first = ''] = filled
  for (const [pattern, format] of STARTS) {
    // A line or two of banner may come before the headings.
    if (filled.slice(0, 3).some((line) => pattern.test(line))) return { kind: 'command-output', format, confidence: 0.95 }
  }
  if (filled.slice(0, 5).some((line) => PROMPT.test(line)))
    return { kind: 'command-output', format: 'transcript', confidence: 0.9 }
  if (HEADINGS.test(first) && filled.length >= 2) return { kind: 'command-output', format: 'table', confidence: 0.95 }
  const described = new Set(filled.flatMap((line) => DESCRIBE.exec(line)?.[0].trim() ?? []))
  if (described.size >= 3 && described.has('Name:'))
    return { kind: 'command-output', format: 'kubectl-describe', confidence: 0.95 }
  return undefined
}
