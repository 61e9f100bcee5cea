import type { Fault } from './fault.ts'

export const noSensors: Fault = {
  name: 'no-sensors',
  effect: 'nothing on the node tells a temperature, as in a virtual machine',
  circumstances: { hasSensors: false },
}
