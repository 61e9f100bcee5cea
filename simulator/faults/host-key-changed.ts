import type { Fault } from './fault.ts'

export const hostKeyChanged: Fault = {
  name: 'host-key-changed',
  effect: 'the node shows another host key and certificate, as after a reinstallation',
  door: 'shows-another-key',
}
