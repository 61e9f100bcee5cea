import type { Messages } from './en.ts'
import { access } from './it/access.ts'
import { account } from './it/account.ts'
import { facts } from './it/facts.ts'
import { fleet } from './it/fleet.ts'
import { frame } from './it/frame.ts'
import { guests } from './it/guests.ts'
import { history } from './it/history.ts'
import { lists } from './it/lists.ts'
import { people } from './it/people.ts'
import { sections } from './it/sections.ts'
import { upkeep } from './it/upkeep.ts'

export const it: Messages = {
  ...frame,
  ...fleet,
  ...guests,
  ...lists,
  ...facts,
  ...people,
  ...access,
  ...account,
  ...history,
  ...sections,
  ...upkeep,
}
