const PRIVATE_V4 = /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
const PRIVATE_V6 = /^(?:::1?$|f[cd][\da-f]{2}:|fe[89ab][\da-f]:)/i

/**
 * Whether an address belongs to a machine of one's own network and to nobody on the internet.
 * @see RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 §2.5.6
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return bare.includes(':') ? PRIVATE_V6.test(bare) : PRIVATE_V4.test(bare)
}
