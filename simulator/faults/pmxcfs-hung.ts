import { HANGING } from '../node/answer.ts'
import type { Fault } from './fault.ts'

export const pmxcfsHung: Fault = {
  name: 'pmxcfs-hung',
  effect: 'whatever touches the cluster file system never returns',
  answer(answer, command) {
    if (command.pmxcfs) return HANGING
    if (command.what !== 'identify') return answer
    // Only the look for the folder is cut off.
    return { ...answer, stdout: answer.stdout.replace('has /etc/pve\n', ''), seconds: 5 }
  },
}
