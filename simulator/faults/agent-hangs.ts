import { HANGING } from '../node/answer.ts'
import type { Fault } from './fault.ts'

export const agentHangs: Fault = {
  name: 'agent-hangs',
  effect: 'guest agents take a command and never answer',
  answer: (answer, command) =>
    /"path":"qemu\/\d+\/agent\/|\/qemu\/\d+\/agent\//.test(command.what) ? HANGING : answer,
}
