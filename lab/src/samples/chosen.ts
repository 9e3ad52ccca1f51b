/** A recording that the page offers as a sample, and in plain words what was done to the running programs. */
export interface ChosenSample {
  readonly fault: string
  readonly isTwin?: boolean
  readonly truth: string
}

export const chosenSamples: readonly ChosenSample[] = [
  {
    fault: 'certificate-expired',
    truth: 'The certificate of the payment provider was replaced by one that had run out the day before.',
  },
  {
    fault: 'haproxy-wrong-health-check',
    truth: 'The balancer was told to check /api/healthz, which no gateway has; both gateways ran all the time.',
  },
  { fault: 'payments-latency', truth: 'A proxy between orders and payments held each piece back for 700 ms.' },
]
