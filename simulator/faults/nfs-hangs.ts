import { HANGING } from '../node/answer.ts'
import type { Command } from '../wire/command.ts'
import type { Fault } from './fault.ts'

const asksStorages = ({ kind, what }: Command): boolean =>
  what === 'pvesm-status' || (kind !== 'execute' && what.endsWith('/storage')) || /"path":"storage["/]/.test(what)

export const nfsHangs: Fault = {
  name: 'nfs-hangs',
  effect: 'the NFS server is gone, and whoever asks for the state of storages waits for ever',
  circumstances: { sharesHang: true },
  answer: (answer, command) => (asksStorages(command) && command.what !== '/storage' ? HANGING : answer),
}
