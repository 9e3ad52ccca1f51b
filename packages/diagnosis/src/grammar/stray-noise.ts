/** Handshakes that strangers break off: every address on the internet gets them, whether or not anything is wrong. */
const STRANGE_HANDSHAKE =
  /\bTLS handshake error from\b|first record does not look like a TLS handshake|client sent an HTTP request to an HTTPS server|SSL_do_handshake\(\) failed .{0,160}while SSL handshaking, client:/i
/** A peer that knows us and turns our certificate down, or shows us a bad one: strangers just hang up. */
const TURNED_DOWN =
  /\b(?:bad|expired|revoked|unknown|unsupported|invalid) certificate\b|certificate (?:required|has expired|is not valid|signed by unknown)|unknown (?:certificate )?(?:authority|ca)\b/i
/** Logins of users that do not exist, and the notes of every boot on addresses that the firmware did not reserve. */
const STRAY =
  /\bInvalid user .{0,200} from [\da-f.:]{3,45}(?: |$)|\binvalid user \S{0,60} (?:from )?[\da-f.:]{3,45} port \d|\bBAR \d{1,3}: (?:no space for|failed to assign)|\bverification disabled\b/i
/**
 * A folder was asked for that has no index, and lists of files are not served: a safe setting, which whoever tries paths runs into.
 * @see https://httpd.apache.org/docs/2.4/mod/mod_autoindex.html and https://nginx.org/en/docs/http/ngx_http_autoindex_module.html
 */
const NO_LISTING = /\bDirectory index forbidden by\b|\bCannot serve directory\b|\bdirectory index of \S{1,200} is forbidden\b/i
/** Two runs of a tool met: the next one finds the lock free, unless nobody holds it. */
const LOCK_MET = /\bUnable to create '[^']{1,300}\.lock': File exists|\bCould not get lock \/\S/i
const REPEATED = 3
/** From here on it is an attack, or a fault of one's own clients. */
const FREQUENT = 10
/** Handshakes that strangers break off may be this part of a log, however long it is. */
const SMALL_SHARE = 0.05
/**
 * Paths that scanners of the whole internet ask every web server for: secrets left lying about, admin pages of other people's software.
 * @see https://owasp.org/www-project-automated-threats-to-web-applications/ (OAT-014 vulnerability scanning)
 */
const PROBED =
  /\/(?:\.env|\.git\b|\.aws\b|\.svn\b|\.DS_Store|wp-(?:login|admin|content|includes|config)|wordpress|xmlrpc\.php|phpmyadmin|phpinfo|pma\b|adminer|actuator\/(?!health|info\b|metrics|prometheus)|boaform|cgi-bin\/|HNAP1|vendor\/phpunit|eval-stdin|solr\/admin|manager\/html|owa\/|autodiscover|_ignition|telescope|druid\/|setup\.cgi|cgi\/luci|geoserver|login\.action|server-status|GponForm|shell\?|remote\/(?:login|fgt_lang)|vpn\/|sdk\b|evox)/i
/** Who asks for a path, a client: the target of a request without its query. */
const TARGET =
  /\b(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PROPFIND)\]? "?(\/[^\s?"]{0,300})|\b(?:path|uri|url)["']?[=:] ?["']?(\/[^\s?"',]{0,300})/
/** What a server says of a path that a client asked for and that is not there. */
const NOT_THERE =
  /\bclient\b.{0,300}(?:not found|does not exist|unable to stat|denied by server)|no such file.{0,80}\bclient\b|^Not Found: \//i
/** The server broke: whatever was asked for, that is its own fault. */
const BROKE =
  /\bupstream\b|HTTP\/[\d.]{1,3}" 5\d\d\b|\bstatus["']?[=:] ?["']?5\d\d\b|\b(?:fatal|exhausted|refused|timed out|no space|permission denied)\b/i
/** Chatter of a kernel that adapts how often it samples itself. */
const ADAPTS = /perf: interrupt took too long/

/**
 * True for what probing strangers and every boot leave in a log, as long as it is rare.
 * What only scanners ask for is noise however often they ask.
 * @param instances records of the same message; @param share of all records of the log, [0, 1]
 */
export function isStrayNoise(instances: readonly string[], { count, share }: { count: number; share: number }): boolean {
  const text = instances[0]?.slice(0, 1000) ?? ''
  if (ADAPTS.test(text)) return true
  if (STRAY.test(text)) return count < FREQUENT
  if (STRANGE_HANDSHAKE.test(text) && !TURNED_DOWN.test(text)) return count < FREQUENT || share < SMALL_SHARE
  if (LOCK_MET.test(text)) return count < REPEATED && share < SMALL_SHARE
  if (NO_LISTING.test(text)) return count < FREQUENT || share < SMALL_SHARE
  return instances.filter((instance) => isProbe(instance.slice(0, 1000))).length > instances.length * MOSTLY
}
const MOSTLY = 0.6

/** The same paths are everyday names on a disk, in a probe of one's own or in a plug-in that fails: only who asks from outside probes. */
function isProbe(text: string): boolean {
  if (BROKE.test(text)) return false
  const [, asked, field] = TARGET.exec(text) ?? []
  const target = asked ?? field
  return target === undefined ? NOT_THERE.test(text) && PROBED.test(text) : PROBED.test(target)
}
