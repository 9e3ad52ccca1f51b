/** Commands that only look, with the subcommands that do where a command has others. Whatever is not here may change something. */
const LOOKING: Readonly<Record<string, readonly string[] | 'any'>> = {
  ...Object.fromEntries(
    `cat cut df dig dmesg du echo free grep head host id iostat jq less ls lsblk lsof mpstat netstat nslookup ping ps pstree
    readlink sort ss stat tail top tr traceroute uname uniq uptime vmstat wc which whoami zgrep`
      .split(/\s+/)
      .map((name) => [name, 'any' as const]),
  ),
  journalctl: 'any',
  kubectl: ['get', 'describe', 'logs', 'top', 'explain', 'version', 'cluster-info', 'api-resources', 'events', 'diff'],
  oc: ['get', 'describe', 'logs', 'explain', 'version', 'status', 'whoami'],
  docker: ['ps', 'logs', 'inspect', 'images', 'stats', 'top', 'version', 'info', 'events', 'history'],
  podman: ['ps', 'logs', 'inspect', 'images', 'stats', 'top', 'version', 'info', 'events', 'history'],
  crictl: ['ps', 'pods', 'logs', 'inspect', 'images', 'stats', 'version', 'info'],
  systemctl: ['status', 'show', 'list-units', 'is-active', 'is-failed', 'cat', 'list-timers'],
  helm: ['list', 'ls', 'status', 'get', 'history', 'version'],
  git: ['log', 'status', 'diff', 'show', 'blame'],
  etcdctl: ['endpoint', 'version', 'get'],
  terraform: ['show', 'validate', 'version', 'output'],
}
/** Uses of the commands above that write or clear. */
const ACTING =
  /\bdmesg\s.*-c|\bsort\s.*(-o|--output)|\buniq\s+[^-|\s]\S*\s+[^|\s]|\bjournalctl\s.*--(vacuum|rotate|flush|sync|relinquish|setup|update)|\b-{1,2}exec\b/i
/** Options before a subcommand whose value is the next word. */
const VALUED = new Set(['-n', '--namespace', '--context', '--kubeconfig', '--cluster', '-C', '--endpoints'])

/**
 * Whether a command line only looks, as far as its words tell: every command of its pipes and sequences is known to. Whatever redirects,
 * substitutes or is not known is taken to change something.
 */
export function isReadOnlyCommand(line: string): boolean {
  if (/[>`]|\$\(|<\(/.test(line) || ACTING.test(line)) return false
  return line.split(/\|\|?|&&?|;/).every((part) => isLooking(part.trim()))
}

function isLooking(command: string): boolean {
  if (command === '' || command.startsWith('#')) return true
  const [name = '', ...words] = command.replace(/^sudo\s+/, '').split(/\s+/)
  const subcommands = Object.hasOwn(LOOKING, name) ? LOOKING[name] : undefined
  if (subcommands === undefined || subcommands === 'any') return subcommands === 'any'
  const first = words.findIndex((word, at) => !word.startsWith('-') && !VALUED.has(words[at - 1] ?? ''))
  return first >= 0 && subcommands.includes(words[first]!)
}
