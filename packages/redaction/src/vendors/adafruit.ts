import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const adafruit: VendorToken = {
  vendor: 'Adafruit IO',
  source: 'https://io.adafruit.com/api/docs/#authentication',
  anchors: ['aio_'],
  pattern: /aio_[A-Za-z]{4}\d{2}[A-Za-z0-9]{22}/y,
  found: [`aio_${tail(4, 'letters')}42${tail(22)}`],
  left: ['aio_read'],
}
