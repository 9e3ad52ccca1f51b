/** A recording that the page offers as a sample, and in plain words what was done to the running programs. */
export interface ChosenSample {
  readonly fault: string
  readonly isTwin?: boolean
  readonly truth: string
}

/** In the order of the page: the first three are shown at once. */
export const chosenSamples: readonly ChosenSample[] = [
  {
    fault: 'certificate-expired',
    truth: 'The certificate of the payment provider was replaced by one that had run out the day before.',
  },
  {
    fault: 'haproxy-wrong-health-check',
    truth: 'The balancer was told to check /api/healthz, which no gateway has; both gateways ran all the time.',
  },
  {
    fault: 'apache-broken-htaccess',
    isTwin: true,
    truth: 'Nothing was broken: “RewriteEngine Off” was added to an .htaccess file while visitors came as always.',
  },
  {
    fault: 'postgres-lock-wait',
    truth: 'A session named “migration” locked the table products exclusively and kept the lock for half a minute.',
  },
  { fault: 'dns-record-removed', truth: 'The record of payments.shop.internal was removed from the name server.' },
  {
    fault: 'queue-memory-alarm',
    truth: 'The memory watermark of RabbitMQ was lowered to 20 MB, so that it blocked its publishers.',
  },
  {
    fault: 'tomcat-null-pointer',
    truth: 'A server page was edited so that it finds no name for most accounts and then trims what it did not find.',
  },
  { fault: 'npm-package-missing', truth: 'A dependency that the registry does not have was added to package.json.' },
  { fault: 'catalog-disk-full', truth: 'The file system of the catalog service was filled to the last byte.' },
  { fault: 'ssh-brute-force', truth: 'Two loops tried common users and passwords against the SSH server.' },
]
