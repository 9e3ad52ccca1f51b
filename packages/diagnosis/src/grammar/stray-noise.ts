/**
 * Failed handshakes and logins of strangers: every address on the internet gets them, whether or not anything is wrong. So does every boot
 * get notes on addresses that the firmware did not reserve.
 */
const STRANGE_HANDSHAKE =
  /\bTLS handshake error from\b|first record does not look like a TLS handshake|client sent an HTTP request to an HTTPS server|SSL_do_handshake\(\) failed .{0,160}while SSL handshaking, client:/i
const STRAY =
  /\bInvalid user \S{0,60} from\b|\binvalid user \S{0,60} (?:from )?[\da-f.:]{3,45} port \d|\bBAR \d{1,3}: (?:no space for|failed to assign)|\bverification disabled\b/i
/** From here on it is an attack, or a fault of one's own clients. */
const FREQUENT = 10
/** Handshakes that strangers break off may be this part of a log, however long it is. */
const SMALL_SHARE = 0.05
/**
 * Paths that scanners of the whole internet ask every web server for: secrets left lying about, admin pages of other people's software.
 * @see https://owasp.org/www-project-automated-threats-to-web-applications/ (OAT-014 vulnerability scanning)
 */
const PROBED =
  /\/(?:\.env|\.git\b|\.aws\b|\.svn\b|\.DS_Store|wp-(?:login|admin|content|includes|config)|wordpress|xmlrpc\.php|phpmyadmin|phpinfo|pma\b|adminer|actuator\/|boaform|cgi-bin\/|HNAP1|vendor\/phpunit|eval-stdin|solr\/admin|manager\/html|owa\/|autodiscover|_ignition|telescope|druid\/|setup\.cgi|cgi\/luci|geoserver|login\.action|server-status|GponForm|shell\?|remote\/(?:login|fgt_lang)|vpn\/|sdk\b|evox)/i
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
  if (STRANGE_HANDSHAKE.test(text)) return count < FREQUENT || share < SMALL_SHARE
  return instances.filter((instance) => PROBED.test(instance.slice(0, 1000))).length > instances.length * MOSTLY
}
const MOSTLY = 0.6
